package io.jobdrop.record;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the ledger's file or its lock is deleted or replaced under a running process. What is recorded then may be
 * recorded nowhere, and another process may work on the same jobs, so that nothing is begun any more.
 */
public final class LedgerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWatch.class);

    private final LedgerDatabase database;
    private final RunLock lock;
    private final AtomicBoolean told = new AtomicBoolean();

    public LedgerWatch(LedgerDatabase database, RunLock lock) {
        this.database = database;
        this.lock = lock;
    }

    /** Begins nothing more when something is wrong with the ledger's files. */
    public void requireSound() {
        problem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
    }

    /** Why nothing can be recorded, in words for operators; empty when something can. */
    public Optional<String> unusable() {
        return problem().or(database::unwritable);
    }

    /** Notices when rows have room again. To be called from time to time. */
    public void look() {
        if (database.room().problem().isPresent()) {
            database.unwritable();
        }
    }

    /** What is wrong with the ledger's files, in words for operators; empty when nothing is. */
    public Optional<String> problem() {
        Optional<String> problem = database.lost()
                .or(lock::lost)
                .map(what -> what + " under this process. Nothing new is begun; stop this process, and start it again");
        if (problem.isPresent() && told.compareAndSet(false, true)) {
            LOG.error("{}", problem.get());
        }
        return problem;
    }
}
