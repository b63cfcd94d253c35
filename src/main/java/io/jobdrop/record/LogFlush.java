package io.jobdrop.record;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;

/**
 * Flushes the write-ahead log of a ledger in a file, once for all who committed before: a group commit. SQLite itself
 * would flush it for each commit, and let nobody else write meanwhile.
 */
final class LogFlush {
    private final Path log;
    private final Disk disk;
    private final AtomicLong commits = new AtomicLong();
    private long flushed;
    private volatile @Nullable String problem;

    /** The log of a ledger. */
    LogFlush(Path ledger) {
        this(ledger.resolveSibling(ledger.getFileName() + "-wal"), LogFlush::force);
    }

    LogFlush(Path log, Disk disk) {
        this.log = log;
        this.disk = disk;
    }

    /** Where a file is. */
    interface Disk {
        /** Returns when what was written to a file survives a loss of power. */
        void force(Path file) throws IOException;
    }

    /**
     * Returns when what the caller has committed survives a loss of power.
     *
     * @throws TransactionException when it may not, and from then on: the operating system forgets what it could not
     *     write, so that a later flush would go well and leave a hole in the log
     */
    void await() {
        long mine = commits.incrementAndGet();
        synchronized (this) {
            if (flushed >= mine) {
                return;
            }
            long all = commits.get();
            try {
                if (problem == null) {
                    disk.force(log);
                }
            } catch (IOException e) {
                problem = log + " could not be flushed (" + e.getMessage() + ")";
            }
            if (problem != null) {
                throw new TransactionException(problem + "; a loss of power may take what was recorded last");
            }
            flushed = all;
        }
    }

    /** What went wrong, in words for operators; empty when nothing did. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    // SQLite may have made a new one since the last time. A channel would fail for a thread that is interrupted.
    private static void force(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException("it is missing");
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "rw")) {
            log.getFD().sync();
        }
    }
}
