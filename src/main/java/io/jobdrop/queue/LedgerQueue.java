package io.jobdrop.queue;

import io.jobdrop.Feed;
import io.jobdrop.record.Offers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue {@code offers:FEED}: offers in the ledger's database, which the workers of all nodes take. Each feed has its own
 * workers on each node, so that no feed waits for another. A node takes no more than it has workers for.
 *
 * <p>Offers of a node that died are taken ahead of others. Half as many workers again are there for them alone, so that they
 * do not wait until a long download ends.
 *
 * <p>An {@link Announcer} may tell one of the nodes of an offer, and so decide which of them takes it.
 */
public final class LedgerQueue extends DefaultComponent {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerQueue.class);
    private static final long LOOK_MILLIS = 250;

    final Offers offers;
    final Announcer announcer;
    final SealedJobs sealed;
    final int size;
    final int workers;
    final BooleanSupplier away;
    final BooleanSupplier stopping;
    final Map<String, OnDemandConsumer> consumers = new ConcurrentHashMap<>();
    final ExecutorService threads = WorkerThreads.unlimited();
    private final Map<String, Feed> feeds;
    private final ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "jobdrop-offers");
        thread.setDaemon(true);
        return thread;
    });

    /** How a node uses the queue: so many jobs of a feed may wait, and so many are worked on at once. */
    public record Limits(int size, int workers) {}

    /**
     * The queue of one node.
     *
     * @param key encrypts the offers; all nodes have the same
     * @param away whether the ledger cannot be asked just now
     * @param stopping whether nothing more is taken
     */
    public LedgerQueue(
            Offers offers,
            Announcer announcer,
            String key,
            Map<String, Feed> feeds,
            Limits limits,
            BooleanSupplier away,
            BooleanSupplier stopping) {
        this.offers = offers;
        this.announcer = announcer;
        this.sealed = new SealedJobs(key);
        this.feeds = Map.copyOf(feeds);
        this.size = limits.size();
        this.workers = limits.workers();
        this.away = away;
        this.stopping = stopping;
    }

    /** A word by which nodes find out whether they have the same key; nobody finds the key by it. */
    public static String check(String key) {
        return SealedJobs.check(key);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Feed feed = feeds.get(remaining);
        if (feed == null) {
            throw new IllegalArgumentException("there is no feed " + remaining);
        }
        return new OfferEndpoint(uri, this, feed);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // look() reports what fails; nobody waits for it
    protected void doStart() throws Exception {
        super.doStart();
        look.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doShutdown() throws Exception {
        look.shutdownNow();
        threads.shutdownNow();
        announcer.close();
        super.doShutdown();
    }

    private void look() {
        if (away.getAsBoolean() || stopping.getAsBoolean()) {
            return;
        }
        try {
            offers.waiting().forEach((feed, waiting) -> {
                OnDemandConsumer consumer = consumers.get(feed);
                if (consumer != null) {
                    consumer.wake(waiting.free(), waiting.orphans());
                }
            });
        } catch (RuntimeException e) {
            LOG.debug("the offers could not be read; they are read again", e);
        }
    }

    /**
     * Works on an offer of which this node was told, as soon as it has a free worker.
     *
     * @param jobId what the message says; it is believed only when the ledger has an offer of it
     */
    public void told(String feed, String jobId) throws InterruptedException {
        OnDemandConsumer consumer = consumers.get(feed);
        while (consumer != null && consumer.isTaking() && !stopping.getAsBoolean()) {
            if (!away.getAsBoolean() && consumer.work(jobId)) {
                return;
            }
            pause();
        }
        offers.untold(feed, jobId);
    }

    void pause() throws InterruptedException {
        synchronized (offers) {
            offers.wait(LOOK_MILLIS);
        }
    }
}
