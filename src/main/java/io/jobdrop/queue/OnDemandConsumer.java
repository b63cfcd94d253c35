package io.jobdrop.queue;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.camel.Endpoint;
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

    private final Messages messages;
    private final int workers;
    private final Semaphore free;
    private final Semaphore reserve;
    private final Executor threads;
    private volatile boolean forcedToEnd;

    OnDemandConsumer(Endpoint endpoint, Messages messages, Processor processor, int workers, Executor threads) {
        super(endpoint, processor);
        this.messages = messages;
        this.workers = workers;
        this.free = new Semaphore(workers);
        this.reserve = new Semaphore((workers + 1) / 2);
        this.threads = threads;
    }

    /**
     * Has workers begin for messages that have come.
     *
     * @param orphans those that a node had which died: workers of the reserve begin for them when all others are busy
     */
    void wake(int fresh, int orphans) {
        int left = fresh + orphans;
        while (left > 0 && begin(free, false)) {
            left--;
        }
        for (int i = Math.min(left, orphans); i > 0 && begin(reserve, true); i--) {
            LOG.debug("a worker of the reserve begins");
        }
    }

    private boolean begin(Semaphore permits, boolean orphan) {
        if (!isTaking() || !permits.tryAcquire()) {
            return false;
        }
        boolean begun = false;
        try {
            threads.execute(() -> work(permits, orphan));
            begun = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the context has ended", e);
        } finally {
            if (!begun) {
                permits.release();
            }
        }
        return begun;
    }

    /**
     * Has this thread be a worker for one message.
     *
     * @return false when no worker is free
     */
    boolean work(String name) {
        if (!free.tryAcquire()) {
            return false;
        }
        try {
            Exchange message = messages.named(name);
            if (message != null) {
                process(message);
            }
            return true;
        } finally {
            free.release();
        }
    }

    boolean isTaking() {
        return !forcedToEnd && (isStarting() || isStarted());
    }

    private void work(Semaphore permits, boolean orphan) {
        try {
            Exchange message = isTaking() ? messages.poll(orphan) : null;
            while (message != null) {
                process(message);
                message = isTaking() ? messages.poll(orphan) : null;
            }
        } finally {
            permits.release();
            // A message that came after the last look found all workers running, and woke none.
            wake(Math.min(1, messages.size()), 0);
        }
    }

    private void process(Exchange message) {
        message.getExchangeExtension().setFromEndpoint(getEndpoint());
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
        messages.consumedBy(this);
        wake(messages.size(), 0);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        forcedToEnd = false;
        begin();
    }

    @Override
    protected void doSuspend() throws Exception {
        messages.consumedBy(null);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        begin();
    }

    @Override
    protected void doStop() throws Exception {
        messages.consumedBy(null);
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
        int taken = workers - free.availablePermits() + (workers + 1) / 2 - reserve.availablePermits();
        return isSuspended() ? taken : taken + messages.size();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        forcedToEnd = forced && !suspendOnly;
    }
}
