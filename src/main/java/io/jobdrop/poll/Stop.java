package io.jobdrop.poll;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The request to stop: polls end after their page, and what waits in the queue is left for the next start. */
public final class Stop {
    private final CountDownLatch requested = new CountDownLatch(1);

    /** Asks everybody to stop. */
    public void request() {
        requested.countDown();
    }

    /** Whether somebody asked. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits this long, or shorter when the request comes; returns whether it came. */
    public boolean await(Duration time) throws InterruptedException {
        return requested.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
