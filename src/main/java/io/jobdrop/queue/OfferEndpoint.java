package io.jobdrop.queue;

import io.jobdrop.Feed;
import io.jobdrop.job.HandedOver;
import io.jobdrop.job.Job;
import io.jobdrop.record.Offers.Offer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a {@link LedgerQueue} that one feed has. */
final class OfferEndpoint extends DefaultEndpoint implements Messages {
    private static final Logger LOG = LoggerFactory.getLogger(OfferEndpoint.class);

    private final LedgerQueue queue;
    private final Feed feed;

    OfferEndpoint(String uri, LedgerQueue queue, Feed feed) {
        super(uri, queue);
        this.queue = queue;
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
        boolean told = queue.offers.put(job, queue.sealed.seal(job), queue.announcer.isThere()) && tell(job);
        OnDemandConsumer consumer = queue.consumers.get(feed.name());
        if (!told && consumer != null) {
            consumer.wake(1, 0);
        }
    }

    private boolean tell(Job job) {
        boolean told = queue.announcer.announce(feed.name(), job.id());
        if (!told) {
            queue.offers.untold(feed.name(), job.id());
        }
        return told;
    }

    private void awaitPlace() throws InterruptedException {
        while (queue.offers.waiting(feed.name()) >= queue.size && !queue.stopping.getAsBoolean()) {
            queue.pause();
        }
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = new OnDemandConsumer(this, this, processor, queue.workers, queue.threads);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public @Nullable Exchange poll(boolean orphan) {
        return taken(() -> queue.offers.take(feed.name(), orphan));
    }

    @Override
    public @Nullable Exchange named(String jobId) {
        return taken(() -> {
            Optional<Offer> offer = queue.offers.take(feed.name(), jobId);
            if (offer.isEmpty()) {
                queue.offers.untold(feed.name(), jobId);
            }
            return offer;
        });
    }

    private @Nullable Exchange taken(Supplier<Optional<Offer>> take) {
        try {
            return queue.away.getAsBoolean() || queue.stopping.getAsBoolean()
                    ? null
                    : take.get().map(this::message).orElse(null);
        } catch (RuntimeException e) {
            LOG.debug("{}: no offer could be taken; it is tried again", feed, e);
            return null;
        }
    }

    private @Nullable Exchange message(Offer offer) {
        try {
            Job job = queue.sealed.open(feed, offer.jobId(), offer.entry());
            Exchange message = createExchange();
            message.getMessage().setBody(job);
            message.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    end(offer, isHandedOver(done));
                }
            });
            return message;
        } catch (GeneralSecurityException e) {
            LOG.warn(
                    "{} job {}: what a poll said of it cannot be read: {}. The next poll offers it again",
                    feed,
                    offer.jobId(),
                    e.getMessage());
            queue.offers.done(offer);
            return null;
        }
    }

    private static boolean isHandedOver(Exchange done) {
        Throwable failure = done.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return failure != null && ObjectHelper.getException(HandedOver.class, failure) != null;
    }

    private void end(Offer offer, boolean forOthers) {
        try {
            if (queue.stopping.getAsBoolean()) {
                queue.offers.giveBack(offer);
            } else if (forOthers) {
                queue.offers.handOver(offer);
            } else {
                queue.offers.done(offer);
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
            queue.consumers.remove(feed.name());
        } else {
            queue.consumers.put(feed.name(), consumer);
        }
    }
}
