package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.Settings;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.RetryPolicy;
import java.time.Clock;

/** The ledger for commands that work beside a running jobdrop. */
record LedgerAccess(LedgerDatabase database, JobLedger ledger, JobActions actions) implements AutoCloseable {
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
        return open(configuration, existingAddress(configuration));
    }

    /** Where the ledger is, for a command that never creates one. */
    static LedgerAddress existingAddress(Configuration configuration) {
        LedgerAddress address = sound(configuration);
        if (LedgerDatabase.exists(address)) {
            return address;
        }
        Settings settings = configuration.settings();
        String key = LedgerAddress.key(settings);
        String decided = "there is no ledger " + address + ". " + key + " (" + settings.origin(key) + ") is "
                + settings.redact(LedgerAddress.withoutOptions(settings.get(key)));
        if (configuration.isLedgerOnServer()) {
            throw new WrongSetting(decided + ", and jobdrop.ledger.schema is " + settings.get("jobdrop.ledger.schema")
                    + "; nothing was done. jobdrop run creates a ledger");
        }
        throw new WrongSetting(decided + ", and relative paths start at " + settings.home()
                + "; nothing was done. Name another folder with --home; jobdrop run creates a ledger");
    }

    static LedgerAddress sound(Configuration configuration) {
        Settings settings = configuration.settings();
        LedgerAddress.problem(settings).ifPresent(problem -> {
            throw new WrongSetting(problem + ". Nothing was done");
        });
        if (!configuration.hasSoundLedger()) {
            throw new WrongSetting(LedgerAddress.key(settings) + " is wrong; jobdrop check says why. Nothing was done");
        }
        return configuration.ledger();
    }

    private static LedgerAccess open(Configuration configuration, LedgerAddress address) {
        Settings settings = configuration.settings();
        RetryPolicy retries = RetryPolicy.of(settings);
        LedgerDatabase database = LedgerDatabase.open(address, settings.path("jobdrop.drop.dir"));
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
