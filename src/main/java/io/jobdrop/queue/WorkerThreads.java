package io.jobdrop.queue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that exist while there is work for them. */
final class WorkerThreads {
    private static final int IDLE_SECONDS = 5;

    private WorkerThreads() {}

    /** Without a limit: the limits of the queues are the limit. */
    static ExecutorService unlimited() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> thread(work, number.incrementAndGet()));
    }

    // It would inherit the class loader of whoever puts in the message.
    private static Thread thread(Runnable work, int number) {
        Thread thread = new Thread(work, "jobdrop-worker-" + number);
        thread.setContextClassLoader(OnDemandSeda.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }
}
