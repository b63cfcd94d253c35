package io.jobdrop.runtime;

import io.jobdrop.config.Settings;
import io.jobdrop.deliver.PartAudit;
import io.jobdrop.record.AuditParts;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.s3.S3Audit;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's share of {@code jobdrop audit --nodes}: parts are hashed in one thread, which exists while a command has
 * some. A failure of this node is no finding: the part is others', or the command's.
 */
final class AuditShare implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditShare.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Settings settings;
    private final LedgerDatabase database;
    private final AuditParts parts;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            AuditShare::thread,
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile boolean closed;

    /** The share of a node, which is told of audits when it says that it is there. */
    AuditShare(Settings settings, LedgerDatabase database, ClusterBeans cluster) {
        this.settings = settings;
        this.database = database;
        this.parts = cluster.audits();
        cluster.nodes().onAudit(this::look);
    }

    // It would inherit the class loader of whoever tells of an audit. Linux ignores the priority, unless the JVM has
    // -XX:ThreadPriorityPolicy=1.
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jobdrop-audit");
        thread.setContextClassLoader(AuditShare.class.getClassLoader());
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setDaemon(true);
        return thread;
    }

    // It may be called often, and does not wait.
    private void look() {
        long now = System.nanoTime();
        if (!closed && now - next.get() >= 0) {
            next.set(now + LOOK_NANOS);
            thread.execute(this::hash);
        }
    }

    private void hash() {
        try (S3Audit bucket = new S3Audit(settings)) {
            PartAudit audit = new PartAudit(database, parts, bucket.contents());
            while (!closed && audit.next(() -> {})) {
                LOG.debug("a part of an audit is done");
            }
        } catch (RuntimeException e) {
            next.set(System.nanoTime() + PAUSE_NANOS);
            LOG.debug("a part of an audit was left to others", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            parts.giveBack();
        } catch (RuntimeException e) {
            LOG.debug("others take the part of an audit when its lease is over", e);
        }
        thread.shutdownNow();
    }
}
