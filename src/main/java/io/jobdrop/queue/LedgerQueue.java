package io.jobdrop.queue;

import io.jobdrop.Feed;
import io.jobdrop.job.Job;
import io.jobdrop.record.Offers;
import io.jobdrop.record.Offers.Offer;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue {@code offers:FEED}: offers in the ledger's database, which the workers of all nodes take. Each feed has its own
 * workers on each node, so that no feed waits for another. A node takes no more than it has workers for.
 *
 * <p>Offers of a node that died are taken ahead of others. Half as many workers again are there for them alone, so that they
 * do not wait until a long download ends.
 */
public final class LedgerQueue extends DefaultComponent {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerQueue.class);
    private static final long LOOK_MILLIS = 250;

    private final Offers offers;
    private final SealedJobs sealed;
    private final Map<String, Feed> feeds;
    private final int size;
    private final int workers;
    private final BooleanSupplier away;
    private final BooleanSupplier stopping;
    private final Map<String, OnDemandConsumer> consumers = new ConcurrentHashMap<>();
    private final ExecutorService threads = WorkerThreads.unlimited();
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
            String key,
            Map<String, Feed> feeds,
            Limits limits,
            BooleanSupplier away,
            BooleanSupplier stopping) {
        this.offers = offers;
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
        return new OfEndpoint(uri, this, feed);
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
                    consumer.wake(waiting.fresh(), waiting.orphans());
                }
            });
        } catch (RuntimeException e) {
            LOG.debug("the offers could not be read; they are read again", e);
        }
    }

    final class OfEndpoint extends DefaultEndpoint implements Messages {
        private final Feed feed;

        OfEndpoint(String uri, LedgerQueue component, Feed feed) {
            super(uri, component);
            this.feed = feed;
        }

        @Override
        public boolean isSingletonProducer() {
            return true;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    offer(exchange.getMessage().getMandatoryBody(Job.class));
                }
            };
        }

        private void offer(Job job) throws InterruptedException {
            awaitPlace();
            offers.put(job, sealed.seal(job));
            OnDemandConsumer consumer = consumers.get(feed.name());
            if (consumer != null) {
                consumer.wake(1, 0);
            }
        }

        private void awaitPlace() throws InterruptedException {
            synchronized (offers) {
                while (offers.free(feed.name()) >= size && !stopping.getAsBoolean()) {
                    offers.wait(LOOK_MILLIS);
                }
            }
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            Consumer consumer = new OnDemandConsumer(this, this, processor, workers, threads);
            configureConsumer(consumer);
            return consumer;
        }

        @Override
        public @Nullable Exchange poll(boolean orphan) {
            try {
                return away.getAsBoolean() || stopping.getAsBoolean()
                        ? null
                        : offers.take(feed.name(), orphan).map(this::message).orElse(null);
            } catch (RuntimeException e) {
                LOG.debug("{}: no offer could be taken; it is tried again", feed, e);
                return null;
            }
        }

        private @Nullable Exchange message(Offer offer) {
            try {
                Job job = sealed.open(feed, offer.jobId(), offer.entry());
                Exchange message = createExchange();
                message.getMessage().setBody(job);
                message.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                    @Override
                    public void onDone(Exchange done) {
                        end(offer);
                    }
                });
                return message;
            } catch (GeneralSecurityException e) {
                LOG.warn(
                        "{} job {}: what a poll said of it cannot be read: {}. The next poll offers it again",
                        feed,
                        offer.jobId(),
                        e.getMessage());
                offers.done(offer);
                return null;
            }
        }

        private void end(Offer offer) {
            try {
                if (stopping.getAsBoolean()) {
                    offers.giveBack(offer);
                } else {
                    offers.done(offer);
                }
            } catch (RuntimeException e) {
                LOG.debug("the offer of {} job {} could not be ended; its lease runs out", feed, offer.jobId(), e);
            }
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public void consumedBy(@Nullable OnDemandConsumer consumer) {
            if (consumer == null) {
                consumers.remove(feed.name());
            } else {
                consumers.put(feed.name(), consumer);
            }
        }
    }
}
