package io.jobdrop.record;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;

/**
 * Lets the threads of this process write one after the other. SQLite has one writer at a time; those that meet it there
 * sleep for longer than most transactions take.
 */
final class OneWriter extends DelegatingTransactionHandler {
    // Then SQLite decides, which also knows the writers of other processes.
    private static final long PATIENCE_SECONDS = 10;

    private final ReentrantLock turn;
    private final Runnable committed;

    /**
     * Transactions that take turns.
     *
     * @param committed runs after each commit, when others may write already
     */
    OneWriter(TransactionHandler transactions, ReentrantLock turn, Runnable committed) {
        super(transactions);
        this.turn = turn;
        this.committed = committed;
    }

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
        return new OneWriter(getDelegate().specialize(handle), turn, committed);
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        R result = inTurn(handle, callback);
        committed.run();
        return result;
    }

    private <R, X extends Exception> R inTurn(Handle handle, HandleCallback<R, X> callback) throws X {
        boolean mine = take();
        try {
            return getDelegate().inTransaction(handle, callback);
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }

    private boolean take() {
        try {
            return turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
