package bench;

import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the stand-in offers to one tool, and what that tool asked for. Jobs are numbered from 1, the newest is the last.
 * Those of the first batch are a minute apart, later ones follow closely.
 */
final class Account {
    private static final long HISTORY_STEP = 60_000;

    final AtomicLong lists = new AtomicLong();
    final AtomicLong details = new AtomicLong();
    final AtomicLong downloads = new AtomicLong();
    final AtomicLong apiBytes = new AtomicLong();
    final AtomicLong firstRequestAt = new AtomicLong();
    final AtomicLong lastRequestAt = new AtomicLong();
    final AtomicLong lastDownloadAt = new AtomicLong();

    private final TreeMap<Long, Long> batches = new TreeMap<>();
    private volatile long jobs;
    volatile long size;
    volatile boolean chunked;

    /** Bytes a second of each connection; its results can be had in ranges then. 0: no limit, and no ranges. */
    volatile long rate;

    volatile boolean hanging;

    /** Makes new jobs, completed by now. */
    synchronized void add(long more) {
        if (more > 0) {
            jobs += more;
            batches.put(jobs, System.currentTimeMillis());
        }
    }

    long jobs() {
        return jobs;
    }

    synchronized Instant createdAt(long job) {
        long last = batches.ceilingKey(job);
        long step = last == batches.firstKey() ? HISTORY_STEP : 1;
        return Instant.ofEpochMilli(batches.get(last) - (last - job) * step);
    }

    void asked(AtomicLong kind) {
        long now = System.currentTimeMillis();
        kind.incrementAndGet();
        firstRequestAt.compareAndSet(0, now);
        lastRequestAt.set(now);
    }

    /** As it stands, for the bench to read. */
    String stats() {
        return String.format(
                "{\"lists\":%d,\"details\":%d,\"downloads\":%d,\"apiBytes\":%d,\"firstRequestAt\":%d,"
                        + "\"lastRequestAt\":%d,\"lastDownloadAt\":%d}",
                lists.get(),
                details.get(),
                downloads.get(),
                apiBytes.get(),
                firstRequestAt.get(),
                lastRequestAt.get(),
                lastDownloadAt.get());
    }
}
