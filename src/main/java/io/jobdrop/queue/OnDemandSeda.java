package io.jobdrop.queue;

import java.util.concurrent.BlockingQueue;
import org.apache.camel.Component;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.seda.BlockingQueueFactory;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.component.seda.SedaConsumer;
import org.apache.camel.component.seda.SedaEndpoint;

/**
 * Camel's seda, with {@link OnDemandConsumer}s: one thread waits at each queue, and a worker exists while it has a job.
 *
 * <p>Seda's own consumers are as many threads as there may be workers, each of which looks into the queue several times
 * a second. With fifty feeds these were four hundred threads, 36 MB, and several percent of a core when nothing was to do.
 */
public final class OnDemandSeda extends SedaComponent {
    private final int workers;

    /** A queue holds so many messages, then its producer waits; so many of them are worked on at once. */
    public OnDemandSeda(int size, int workers) {
        this.workers = workers;
        setQueueSize(size);
        setDefaultBlockWhenFull(true);
        setConcurrentConsumers(1);
    }

    @Override
    protected SedaEndpoint createEndpoint(
            String uri, Component component, BlockingQueueFactory<Exchange> queues, int consumers) {
        return new Endpoint(uri, component, queues, consumers);
    }

    @Override
    protected SedaEndpoint createEndpoint(
            String uri, Component component, BlockingQueue<Exchange> queue, int consumers) {
        throw new IllegalArgumentException("a queue of one's own is not supported");
    }

    private final class Endpoint extends SedaEndpoint {
        Endpoint(String uri, Component component, BlockingQueueFactory<Exchange> queues, int consumers) {
            super(uri, component, queues, consumers);
        }

        @Override
        protected SedaConsumer createNewConsumer(Processor processor) {
            return new OnDemandConsumer(this, processor, workers);
        }
    }
}
