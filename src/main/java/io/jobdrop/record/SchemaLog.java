package io.jobdrop.record;

import io.jobdrop.job.Redacted;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The warnings of Flyway. Its other lines would show the address of the database with all its options. */
public final class SchemaLog implements LogCreator {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaLog.class);
    // It comes with each change of a schema; LedgerSchema says why scripts may run so.
    private static final String OUT_OF_ORDER = "outOfOrder mode is active";

    @Override
    public Log createLogger(Class<?> by) {
        return new Warnings();
    }

    private static final class Warnings implements Log {
        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public void debug(String message) {}

        @Override
        public void info(String message) {}

        @Override
        public void notice(String message) {}

        @Override
        public void warn(String message) {
            if (!message.startsWith(OUT_OF_ORDER)) {
                LOG.warn("the ledger's schema: {}", Redacted.line(message));
            }
        }

        @Override
        public void error(String message) {
            LOG.error("the ledger's schema: {}", Redacted.line(message));
        }

        @Override
        public void error(String message, @Nullable Exception failure) {
            error(message);
        }
    }
}
