package io.jobdrop.record;

import io.jobdrop.job.Redacted;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Notices when the disk of a ledger has no room for a row, and tells the log once, and once when it is over. */
public final class LedgerRoom {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerRoom.class);
    // SQLite calls only ENOSPC full; a quota fails a write, and a file that is mapped fails to grow.
    private static final Set<SQLiteErrorCode> FULL = Set.of(
            SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_IOERR_WRITE, SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);

    // PostgreSQL, appendix A: disk_full.
    private static final String SERVER_FULL = "53100";

    private final String ledger;
    private final AtomicReference<String> problem = new AtomicReference<>();

    LedgerRoom(String ledger) {
        this.ledger = ledger;
    }

    /** Whether a failure is one of a ledger whose disk has no room. */
    public static boolean isFull(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(10)
                .anyMatch(cause -> cause instanceof SQLiteException sqlite
                        ? FULL.contains(sqlite.getResultCode())
                        : cause instanceof SQLException server && SERVER_FULL.equals(server.getSQLState()));
    }

    /** What is wrong, in words for operators; empty when nothing is, as far as is known. */
    Optional<String> problem() {
        return Optional.ofNullable(problem.get());
    }

    /** Takes note of a row that could not be written. */
    void met(Throwable failure) {
        String found =
                "the ledger " + ledger + " cannot be written: " + Redacted.line(String.valueOf(failure.getMessage()));
        if (isFull(failure) && problem.compareAndSet(null, found)) {
            LOG.warn("{}. Make room where it is; deliveries then continue by themselves", found);
        }
    }

    /** Ends a transaction that was only to try whether a row can be written. While there is no room, only a commit tells. */
    void end(Handle handle) {
        if (problem.get() == null) {
            handle.rollback();
            return;
        }
        handle.commit();
        if (problem.getAndSet(null) != null) {
            LOG.info("the ledger {} can be written again", ledger);
        }
    }

    /** The same transactions, of which failures are noted. */
    TransactionHandler watching(TransactionHandler transactions) {
        return new Watched(transactions, this);
    }

    private static final class Watched extends DelegatingTransactionHandler {
        private final LedgerRoom room;

        Watched(TransactionHandler transactions, LedgerRoom room) {
            super(transactions);
            this.room = room;
        }

        @Override
        public TransactionHandler specialize(Handle handle) throws SQLException {
            return new Watched(getDelegate().specialize(handle), room);
        }

        @Override
        public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
            try {
                return getDelegate().inTransaction(handle, callback);
            } catch (RuntimeException e) {
                room.met(e);
                throw e;
            }
        }
    }
}
