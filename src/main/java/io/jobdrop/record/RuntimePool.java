package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress.ByName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of a pool that the runtime has, as sessions of a ledger. The pool may be another one for each connection,
 * and gets them back as they were: others may use it too.
 */
final class RuntimePool implements ConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimePool.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    // As long as our own pool waits for a connection.
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String RESTORE =
            "RESET search_path; RESET default_transaction_isolation; RESET synchronous_commit";

    private final ByName ledger;
    private final Duration patience;
    private final int silenceMillis;
    private volatile int usualMillis;

    private RuntimePool(ByName ledger, Duration patience, int silenceMillis) {
        this.ledger = ledger;
        this.patience = patience;
        this.silenceMillis = silenceMillis;
    }

    /** Connections that are waited for while the pool has none that works. */
    static RuntimePool patient(ByName ledger) {
        return new RuntimePool(ledger, PATIENCE, 0);
    }

    /** Connections whose statements fail when the server is silent for so many seconds. */
    static RuntimePool impatient(ByName ledger, long seconds) {
        return new RuntimePool(ledger, Duration.ZERO, (int) TimeUnit.SECONDS.toMillis(seconds));
    }

    /**
     * A connection as the pool has it.
     *
     * @throws UnusableLedger when no ledger can be where it leads to
     */
    static Connection borrow(ByName ledger) throws SQLException {
        Connection connection = ledger.runtime().named(ledger.name()).getConnection();
        try {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals("PostgreSQL")) {
                throw new UnusableLedger(LedgerRefusal.text(
                        ledger,
                        "its data source is one of " + product,
                        "name a data source of PostgreSQL by jobdrop.ledger.jndi"));
            }
            if (!connection.getAutoCommit()) {
                throw new UnusableLedger(LedgerRefusal.text(
                        ledger,
                        "the connections of its data source do not commit by themselves",
                        "set autocommit in the data source, and no JTA"));
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return prepared(borrow(ledger));
            } catch (SQLException e) {
                if (System.nanoTime() - begun > patience.toNanos()
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private Connection prepared(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (silenceMillis > 0) {
                usualMillis = connection.getNetworkTimeout();
                connection.setNetworkTimeout(Runnable::run, silenceMillis);
            }
            statement.execute("SET search_path TO " + PostgresServer.quoted(ledger)
                    + "; SET default_transaction_isolation TO 'read committed'; " + PostgresEngine.DURABLE);
            return connection;
        } catch (SQLException | RuntimeException e) {
            PostgresServer.quit(connection);
            throw e;
        }
    }

    /** What was committed is committed, so that a connection that broke since is no failure. */
    @Override
    public void closeConnection(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(RESTORE);
            if (silenceMillis > 0) {
                connection.setNetworkTimeout(Runnable::run, usualMillis);
            }
            connection.close();
        } catch (SQLException e) {
            LOG.debug("a connection of the ledger broke", e);
            PostgresServer.quit(connection);
        }
    }
}
