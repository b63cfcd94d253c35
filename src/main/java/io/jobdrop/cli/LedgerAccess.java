package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.RetryPolicy;
import java.time.Clock;

/** The ledger for commands that work beside a running jobdrop. */
record LedgerAccess(LedgerDatabase database, JobLedger ledger) implements AutoCloseable {
    static LedgerAccess open(Configuration configuration) {
        Settings settings = configuration.settings();
        if (!configuration.hasSoundLedger()) {
            throw new IllegalArgumentException("jobdrop.ledger.url is wrong; jobdrop check says why");
        }
        LedgerDatabase database = LedgerDatabase.open(configuration.ledgerFile(), settings.path("jobdrop.drop.dir"));
        return new LedgerAccess(
                database, new JobLedger(database, Clock.systemUTC(), RetryPolicy.of(settings), settings::redact));
    }

    @Override
    public void close() {
        database.close();
    }
}
