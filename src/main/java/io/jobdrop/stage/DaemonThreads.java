package io.jobdrop.stage;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for work beside a copy: as many as there is work, which end when there is none, and keep no process alive. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** Threads with a name and a number. */
    public static ExecutorService named(String name) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
