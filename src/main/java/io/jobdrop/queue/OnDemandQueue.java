package io.jobdrop.queue;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.jspecify.annotations.Nullable;

/** A queue that tells its consumer of each message, so that no thread has to wait at it. */
final class OnDemandQueue extends LinkedBlockingQueue<Exchange> {
    private static final long serialVersionUID = 1;

    private transient volatile @Nullable Runnable consumer;

    OnDemandQueue(int size) {
        super(size);
    }

    /** From now on this runs after each message that was put in, on its producer's thread; null for nothing. */
    void tell(@Nullable Runnable wake) {
        consumer = wake;
    }

    private void added() {
        Runnable wake = consumer;
        if (wake != null) {
            wake.run();
        }
    }

    @Override
    public boolean offer(Exchange message) {
        boolean taken = super.offer(message);
        if (taken) {
            added();
        }
        return taken;
    }

    // An interrupted thread gets a place when there is one, and is refused only when it would have to wait.
    @Override
    public void put(Exchange message) throws InterruptedException {
        if (offer(message)) {
            return;
        }
        try {
            super.put(message);
        } catch (InterruptedException e) {
            throw refused(message, e);
        }
        added();
    }

    @Override
    public boolean offer(Exchange message, long timeout, TimeUnit unit) throws InterruptedException {
        if (offer(message)) {
            return true;
        }
        boolean taken;
        try {
            taken = super.offer(message, timeout, unit);
        } catch (InterruptedException e) {
            throw refused(message, e);
        }
        if (taken) {
            added();
        }
        return taken;
    }

    // Seda's producer ignores an InterruptedException: nobody would learn that the message is lost.
    private static IllegalStateException refused(Exchange message, InterruptedException cause) {
        Thread.currentThread().interrupt();
        message.setException(cause);
        UnitOfWorkHelper.doneSynchronizations(
                message, message.getExchangeExtension().handoverCompletions());
        return new IllegalStateException("the queue is full, and the wait for a place was interrupted", cause);
    }
}
