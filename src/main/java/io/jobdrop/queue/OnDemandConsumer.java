package io.jobdrop.queue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.seda.SedaConsumer;
import org.apache.camel.component.seda.SedaEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a message from the queue when a worker is free, and lets it work on its own thread. It waits without looking up,
 * and is woken when its route is to end; what is in the queue then is still worked on.
 */
final class OnDemandConsumer extends SedaConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(OnDemandConsumer.class);

    private final int workers;
    private final Semaphore free;
    private final ExecutorService threads;
    private volatile boolean ending;
    private volatile @Nullable Thread waiting;

    OnDemandConsumer(SedaEndpoint endpoint, Processor processor, int workers) {
        super(endpoint, processor);
        this.workers = workers;
        free = new Semaphore(workers);
        threads = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newCachedThreadPool(this, endpoint.getEndpointUri());
    }

    @Override
    protected void doRun() {
        BlockingQueue<Exchange> queue = getEndpoint().getQueue();
        waiting = Thread.currentThread();
        while (isRunAllowed() && !(ending && queue.isEmpty())) {
            try {
                takeOne(queue);
            } catch (InterruptedException e) {
                LOG.trace("woken to end", e);
            }
        }
    }

    private void takeOne(BlockingQueue<Exchange> queue) throws InterruptedException {
        free.acquire();
        boolean handedOver = false;
        try {
            Exchange exchange = queue.take();
            threads.execute(() -> work(exchange));
            handedOver = true;
        } finally {
            if (!handedOver) {
                free.release();
            }
        }
    }

    private void work(Exchange exchange) {
        try {
            Exchange prepared = prepareExchange(exchange);
            getProcessor().process(prepared);
            if (prepared.getException() != null) {
                getExceptionHandler().handleException("Error processing exchange", prepared, prepared.getException());
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("Error processing exchange", exchange, e);
        } finally {
            free.release();
        }
    }

    // A message between the queue and its worker is not among Camel's own ones in flight yet; the waiting thread has a
    // place.
    @Override
    public int getPendingExchangesSize() {
        return super.getPendingExchangesSize() + Math.max(0, workers - free.availablePermits() - 1);
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        Thread thread = waiting;
        if (!suspendOnly && thread != null) {
            ending = true;
            thread.interrupt();
        }
        super.prepareShutdown(suspendOnly, forced);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        getEndpoint().getCamelContext().getExecutorServiceManager().shutdownNow(threads);
    }
}
