package io.jobdrop.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.quartz.spi.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of Quartz, each of which exists while a feed is polled. Quartz's own pool keeps one for every feed, and
 * each of them looks for work twice a second.
 *
 * <p>There is no limit but the number of feeds, whose polls never overlap themselves. A poll may wait for minutes: for a
 * slow vendor, for its account's turn, or for a place in a full queue. With a limit, a few of those would hold back the
 * polls of all other feeds.
 */
public final class PollThreads implements ThreadPool {
    private static final Logger LOG = LoggerFactory.getLogger(PollThreads.class);
    private static final int MANY = 1000;

    private static final int IDLE_SECONDS = 5;

    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), PollThreads::thread);

    // It would inherit the class loader of whoever fired the poll.
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jobdrop-poll");
        thread.setContextClassLoader(PollThreads.class.getClassLoader());
        return thread;
    }

    @Override
    public boolean runInThread(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the scheduler has ended", e);
            return false;
        }
    }

    @Override
    public int blockForAvailableThreads() {
        return MANY;
    }

    @Override
    public void initialize() {
        LOG.trace("there is nothing to prepare");
    }

    @Override
    public void shutdown(boolean waitForJobsToComplete) {
        threads.shutdown();
        try {
            if (waitForJobsToComplete && !threads.awaitTermination(1, TimeUnit.DAYS)) {
                LOG.warn("a poll does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int getPoolSize() {
        return MANY;
    }

    @Override
    public void setInstanceId(String id) {
        LOG.trace("the scheduler's id is {}", id);
    }

    @Override
    public void setInstanceName(String name) {
        LOG.trace("the scheduler's name is {}", name);
    }
}
