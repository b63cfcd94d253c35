package io.jobdrop.record;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Repeats a transaction that meets a locked SQLite database, until its patience ends. The callback may run more than once. */
final class PatientTransactions extends DelegatingTransactionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PatientTransactions.class);
    private static final int PRIMARY_CODE = 0xff;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Duration patience;
    private final Runnable busy;

    PatientTransactions(Duration patience, Runnable busy) {
        this(LocalTransactionHandler.binding(), patience, busy);
    }

    private PatientTransactions(TransactionHandler transactions, Duration patience, Runnable busy) {
        super(transactions);
        this.patience = patience;
        this.busy = busy;
    }

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
        return new PatientTransactions(getDelegate().specialize(handle), patience, busy);
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return getDelegate().inTransaction(handle, callback);
            } catch (RuntimeException e) {
                if (!isBusy(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                busy.run();
                reset(handle);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    static boolean isBusy(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(10)
                .filter(SQLiteException.class::isInstance)
                .map(cause -> ((SQLiteException) cause).getResultCode().code & PRIMARY_CODE)
                .anyMatch(
                        code -> code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code);
    }

    // The driver takes a transaction that could not begin for begun, so that the next one would have none.
    private static void reset(Handle handle) {
        try {
            handle.getConnection().setAutoCommit(true);
        } catch (SQLException e) {
            LOG.trace("there was no transaction to commit; the driver's mark is gone all the same", e);
        }
    }
}
