package io.jobdrop.record;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the ledger's file or its lock is deleted or replaced under a running process, its log cannot be flushed, or
 * its server does not answer. What is recorded then may be recorded nowhere, and another process may work on the same jobs, so that nothing is
 * begun: any more, or until the server answers again.
 */
public final class LedgerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWatch.class);

    private static final Duration LOOK = Duration.ofMillis(250);

    private final LedgerDatabase database;
    private final RunLock lock;
    private final AtomicBoolean told = new AtomicBoolean();

    public LedgerWatch(LedgerDatabase database, RunLock lock) {
        this.database = database;
        this.lock = lock;
    }

    /** Waits while the ledger's server does not answer, unless everything is to stop. */
    public void awaitServer(Pause pause) throws InterruptedException {
        while (lock.away().isPresent() && pause.goesOn(LOOK)) {
            LOG.trace("the ledger is away");
        }
    }

    /** Does what a later turn will do, unless the ledger's server does not answer. */
    public void unlessAway(Runnable work) {
        if (lock.away().isPresent()) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            // Who watches the server notices at about the same time, and tells of it.
            if (lock.away().isEmpty() && !PostgresEngine.isBroken(e)) {
                throw e;
            }
        }
    }

    /** Why the ledger cannot even be read for now, in words for operators; empty when it can. */
    public Optional<String> away() {
        return lock.away();
    }

    /** A wait of some time, which ends early when everything is to stop. */
    @FunctionalInterface
    public interface Pause {
        /** Whether to go on after it. */
        boolean goesOn(Duration time) throws InterruptedException;
    }

    /** Begins nothing when something is wrong with the ledger. */
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

    /** What is wrong with the ledger's files or its server, in words for operators; empty when nothing is. */
    public Optional<String> problem() {
        Optional<String> problem = database.lost()
                .or(lock::lost)
                .map(what -> what + " under this process. Nothing new is begun; stop this process, and start it again");
        if (problem.isPresent() && told.compareAndSet(false, true)) {
            LOG.error("{}", problem.get());
        }
        return problem.or(lock::away);
    }
}
