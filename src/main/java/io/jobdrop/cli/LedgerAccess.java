package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The ledger for commands that work beside a running jobdrop. */
record LedgerAccess(LedgerDatabase database, JobLedger ledger, JobActions actions) implements AutoCloseable {
    private static final String URL = "jobdrop.ledger.url";

    /** Opens the ledger, which is created when there is none. */
    static LedgerAccess open(Configuration configuration) {
        return open(configuration, sound(configuration));
    }

    /**
     * Opens the ledger for a command that never creates one.
     *
     * @throws WrongSetting when there is none; the message says what decided where it would be
     */
    static LedgerAccess existing(Configuration configuration) {
        return open(configuration, existingFile(configuration));
    }

    /** The file of the ledger, for a command that never creates one. */
    static Path existingFile(Configuration configuration) {
        Path file = sound(configuration);
        try {
            if (Files.isRegularFile(file) && Files.size(file) > 0) {
                return file;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger cannot be read: " + file, e);
        }
        Settings settings = configuration.settings();
        throw new WrongSetting("there is no ledger " + file + ". jobdrop.ledger.url (" + settings.origin(URL) + ") is "
                + settings.redact(settings.get(URL)) + ", and relative paths start at " + settings.home()
                + "; nothing was done. Name another folder with --home; jobdrop run creates a ledger");
    }

    private static Path sound(Configuration configuration) {
        if (!configuration.hasSoundLedger()) {
            throw new WrongSetting(URL + " is wrong; jobdrop check says why. Nothing was done");
        }
        return configuration.ledgerFile();
    }

    private static LedgerAccess open(Configuration configuration, Path file) {
        Settings settings = configuration.settings();
        RetryPolicy retries = RetryPolicy.of(settings);
        LedgerDatabase database = LedgerDatabase.open(file, settings.path("jobdrop.drop.dir"));
        return new LedgerAccess(
                database,
                new JobLedger(database, Clock.systemUTC(), retries, settings::redact),
                new JobActions(database, Clock.systemUTC(), retries, settings::redact));
    }

    @Override
    public void close() {
        database.close();
    }
}
