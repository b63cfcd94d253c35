package io.jobdrop.record;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * Flushes the write-ahead log of a ledger in a file, once for all who committed before: a group commit. SQLite itself
 * would flush it for each commit, and let nobody else write meanwhile.
 */
final class LogFlush {
    private final Path log;
    private final Disk disk;
    private final AtomicLong commits = new AtomicLong();
    private long flushed;

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
     * @throws TransactionException when it may not
     */
    void await() {
        long mine = commits.incrementAndGet();
        synchronized (this) {
            if (flushed >= mine) {
                return;
            }
            long all = commits.get();
            try {
                disk.force(log);
            } catch (IOException e) {
                throw new TransactionException("the ledger's log cannot be flushed: " + log, e);
            }
            flushed = all;
        }
    }

    // SQLite may have made a new one since the last time. A channel would fail for a thread that is interrupted.
    private static void force(Path file) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "rw")) {
            log.getFD().sync();
        }
    }
}
