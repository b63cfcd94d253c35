package io.jobdrop.record;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a transaction that meets one of another process or thread, or whose connection broke before its commit began,
 * until its patience ends. The callback may run more than once. Where nobody knows whether a commit came through, nothing
 * is repeated.
 */
final class PatientTransactions extends DelegatingTransactionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PatientTransactions.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Duration patience;
    private final Repetition repetition;

    PatientTransactions(Repetition repetition) {
        this(PATIENCE, repetition);
    }

    PatientTransactions(Duration patience, Repetition repetition) {
        this(LocalTransactionHandler.binding(), patience, repetition);
    }

    private PatientTransactions(TransactionHandler transactions, Duration patience, Repetition repetition) {
        super(transactions);
        this.patience = patience;
        this.repetition = repetition;
    }

    /**
     * When a transaction is repeated, and how it begins.
     *
     * @param busy whether a failure means that nothing was changed, since another transaction was in the way
     * @param broken whether a failure means that the connection cannot be used any more
     * @param repeats runs before each repetition
     * @param begin runs first in each transaction
     */
    record Repetition(
            Predicate<Throwable> busy, Predicate<Throwable> broken, Runnable repeats, Consumer<Handle> begin) {}

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
        return new PatientTransactions(getDelegate().specialize(handle), patience, repetition);
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        // Only a whole transaction can be repeated.
        return handle.isInTransaction()
                ? getDelegate().inTransaction(handle, callback)
                : inTransaction(handle, callback, System.nanoTime() + patience.toNanos());
    }

    private <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback, long deadline)
            throws X {
        while (true) {
            AtomicBoolean committing = new AtomicBoolean();
            try {
                return getDelegate().inTransaction(handle, begun -> {
                    repetition.begin().accept(begun);
                    R result = callback.withHandle(begun);
                    committing.set(true);
                    return result;
                });
            } catch (RuntimeException e) {
                boolean broken = !committing.get() && repetition.broken().test(e);
                if ((!broken && !repetition.busy().test(e)) || System.nanoTime() > deadline) {
                    throw e;
                }
                repetition.repeats().run();
                if (broken) {
                    return onNewConnection(handle, callback);
                }
                reset(handle);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    // The pool waits until there is one. When that breaks too, somebody else may have a look.
    private <R, X extends Exception> R onNewConnection(Handle broken, HandleCallback<R, X> callback) throws X {
        try (Handle fresh = broken.getJdbi().open()) {
            return fresh.inTransaction(callback);
        }
    }

    /** The causes of a failure that are of a type. */
    static <T extends Throwable> Stream<T> causes(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(10)
                .filter(type::isInstance)
                .map(type::cast);
    }

    // SQLite's driver takes a transaction that could not begin for begun, so that the next one would have none.
    private static void reset(Handle handle) {
        try {
            handle.getConnection().setAutoCommit(true);
        } catch (SQLException e) {
            LOG.trace("there was no transaction to commit; the driver's mark is gone all the same", e);
        }
    }
}
