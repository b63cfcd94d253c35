package io.jobdrop.http;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One thread waits for another, with a limit. */
final class Signal {
    private final Semaphore given = new Semaphore(0);

    void give() {
        given.release();
    }

    void await() throws IOException {
        try {
            if (!given.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new IOException("the other side never came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
