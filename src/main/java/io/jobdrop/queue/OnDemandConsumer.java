package io.jobdrop.queue;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a worker begin when a message is put into the queue and fewer than {@code workers} run. A worker takes one message
 * after the other and ends when there is none. All that is in the queue when the route is to end is worked on.
 */
final class OnDemandConsumer extends DefaultConsumer implements ShutdownAware, Suspendable {
    private static final Logger LOG = LoggerFactory.getLogger(OnDemandConsumer.class);

    private final OnDemandSeda.Endpoint endpoint;
    private final int workers;
    private final Semaphore free;
    private final Executor threads;
    private volatile boolean forcedToEnd;

    OnDemandConsumer(OnDemandSeda.Endpoint endpoint, Processor processor, int workers, Executor threads) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.workers = workers;
        this.free = new Semaphore(workers);
        this.threads = threads;
    }

    private void wake() {
        if (!isTaking() || !free.tryAcquire()) {
            return;
        }
        boolean begun = false;
        try {
            threads.execute(this::work);
            begun = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the context has ended", e);
        } finally {
            if (!begun) {
                free.release();
            }
        }
    }

    private boolean isTaking() {
        return !forcedToEnd && (isStarting() || isStarted());
    }

    private void work() {
        OnDemandQueue queue = endpoint.getQueue();
        try {
            Exchange message = isTaking() ? queue.poll() : null;
            while (message != null) {
                process(message);
                message = isTaking() ? queue.poll() : null;
            }
        } finally {
            free.release();
            // A message that came after the last look found all workers running, and woke none.
            if (!queue.isEmpty()) {
                wake();
            }
        }
    }

    private void process(Exchange message) {
        message.getExchangeExtension().setFromEndpoint(endpoint);
        message.getExchangeExtension().setFromRouteId(getRouteId());
        try {
            getProcessor().process(message);
            if (message.getException() != null) {
                getExceptionHandler().handleException("Error processing exchange", message, message.getException());
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("Error processing exchange", message, e);
        }
    }

    // The queue is told first: what is put in until then is counted below, what comes later wakes a worker itself.
    private void begin() {
        endpoint.consumedBy(this::wake);
        for (int i = Math.min(workers, endpoint.getQueue().size()); i > 0; i--) {
            wake();
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        forcedToEnd = false;
        begin();
    }

    @Override
    protected void doSuspend() throws Exception {
        endpoint.consumedBy(null);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        begin();
    }

    @Override
    protected void doStop() throws Exception {
        endpoint.consumedBy(null);
        super.doStop();
    }

    // Other routes may need this one to come to their end.
    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    // A message between the queue and its route is not among Camel's own ones in flight yet. Nobody works on what is in
    // the queue of a suspended route, so that a stop need not wait for it.
    @Override
    public int getPendingExchangesSize() {
        int taken = workers - free.availablePermits();
        return isSuspended() ? taken : taken + endpoint.getQueue().size();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        forcedToEnd = forced && !suspendOnly;
    }
}
