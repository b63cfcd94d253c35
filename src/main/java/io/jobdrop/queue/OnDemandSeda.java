package io.jobdrop.queue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.seda.BlockingQueueFactory;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.component.seda.SedaEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Camel's seda, with {@link OnDemandConsumer}s: no thread waits at a queue. A worker exists while its queue has messages,
 * and the workers of all queues share their threads.
 *
 * <p>Seda's own consumers are as many threads as there may be workers, each of which looks into the queue several times
 * a second. With fifty feeds these were four hundred threads, 36 MB, and several percent of a core when nothing was to do.
 */
public final class OnDemandSeda extends SedaComponent {
    private final int workers;
    private final ExecutorService threads = WorkerThreads.unlimited();

    /** A queue holds so many messages, then its producer waits; so many of them are worked on at once. */
    public OnDemandSeda(int size, int workers) {
        this.workers = workers;
        setQueueSize(size);
        setDefaultBlockWhenFull(true);
        setConcurrentConsumers(1);
        setDefaultQueueFactory(new Queues());
    }

    @Override
    protected SedaEndpoint createEndpoint(
            String uri, Component component, @Nullable BlockingQueueFactory<Exchange> queues, int consumers) {
        if (queues != null) {
            throw new IllegalArgumentException("a queue factory of one's own is not supported");
        }
        return new Endpoint(uri, component, consumers);
    }

    @Override
    protected SedaEndpoint createEndpoint(
            String uri, Component component, BlockingQueue<Exchange> queue, int consumers) {
        throw new IllegalArgumentException("a queue of one's own is not supported");
    }

    @Override
    protected void doShutdown() throws Exception {
        threads.shutdownNow();
        super.doShutdown();
    }

    private static final class Queues implements BlockingQueueFactory<Exchange> {
        @Override
        public OnDemandQueue create() {
            return create(Integer.MAX_VALUE);
        }

        @Override
        public OnDemandQueue create(int size) {
            return new OnDemandQueue(size);
        }
    }

    final class Endpoint extends SedaEndpoint implements Messages {
        private volatile boolean consumed;

        Endpoint(String uri, Component component, int consumers) {
            super(uri, component, new Queues(), consumers);
        }

        @Override
        public OnDemandQueue getQueue() {
            return (OnDemandQueue) super.getQueue();
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            if (isMultipleConsumers()) {
                throw new IllegalArgumentException("multipleConsumers is not supported");
            }
            Consumer consumer = new OnDemandConsumer(this, this, processor, workers, threads);
            configureConsumer(consumer);
            return consumer;
        }

        @Override
        public void consumedBy(@Nullable OnDemandConsumer consumer) {
            consumed = consumer != null;
            getQueue().tell(consumer == null ? null : () -> consumer.wake(1, 0));
        }

        /** No node but this one has a message. */
        @Override
        public @Nullable Exchange poll(boolean orphan) {
            return getQueue().poll();
        }

        @Override
        public int size() {
            return getQueue().size();
        }

        @Override
        public boolean hasConsumers() {
            return consumed;
        }

        // With its consumer the queue would go on and be another one than its producers'.
        @Override
        public void stop() {
            if (!consumed) {
                super.stop();
            }
        }

        @Override
        public void shutdown() {
            if (!consumed) {
                super.shutdown();
            }
        }
    }
}
