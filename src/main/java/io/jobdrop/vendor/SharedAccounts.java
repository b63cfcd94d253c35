package io.jobdrop.vendor;

import io.jobdrop.job.Redacted;
import io.jobdrop.record.Accounts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes of one ledger tell one another about vendors' accounts. A pause that this node saw is written at once, and
 * those of all nodes are read each second, in a thread that keeps no process alive. Whatever the server does not take is
 * written when it answers again.
 */
final class SharedAccounts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedAccounts.class);
    // With the time that an answer takes, each node knows a pause within a second.
    private static final long PERIOD_MILLIS = 900;
    private static final int FAILURES_TO_TELL = 3;
    private static final int THREADS_FOR_TURNS = 4;
    private static final long IDLE_SECONDS = 10;

    private final Accounts accounts;
    private final Consumer<Accounts.Pause> seen;
    private final Map<String, Own> unsent = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor exchange;
    private final ThreadPoolExecutor asking;
    private int failures;

    /** Accounts whose pauses {@code seen} gets, those of this node too. */
    SharedAccounts(Accounts accounts, Consumer<Accounts.Pause> seen) {
        this.accounts = accounts;
        this.seen = seen;
        exchange = new ScheduledThreadPoolExecutor(1, SharedAccounts::thread, new ThreadPoolExecutor.DiscardPolicy());
        asking = new ThreadPoolExecutor(
                THREADS_FOR_TURNS,
                THREADS_FOR_TURNS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                SharedAccounts::thread,
                new ThreadPoolExecutor.DiscardPolicy());
        asking.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = Executors.defaultThreadFactory().newThread(task);
        thread.setName("jobdrop-accounts");
        thread.setDaemon(true);
        return thread;
    }

    // Until a moment of System.nanoTime().
    private record Own(long until, String why, boolean refused) {
        Accounts.Pause pause(String vendor) {
            return new Accounts.Pause(vendor, Duration.ofNanos(until - System.nanoTime()), why);
        }

        Own orLonger(Own other) {
            return other.until - until > 0 ? other : this;
        }
    }

    /** Begins to write and read pauses. It throws when the server does not answer. */
    @SuppressWarnings("FutureReturnValueIgnored") // exchange() reports what fails; nobody waits for it
    void begin() {
        accounts.forgetRefusals();
        exchange.scheduleWithFixedDelay(this::exchange, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The turns of an account with a rate. */
    Turns turns(String vendor, Duration spacing) {
        return new SharedTurns(vendor, spacing, accounts, asking);
    }

    /** Tells the other nodes that a vendor wants to be left alone. */
    void pause(String vendor, Throttle.Wish wish) {
        Own own = new Own(
                System.nanoTime() + wish.pause().toNanos(),
                wish.why(),
                wish.word().equals("refused"));
        unsent.merge(vendor, own, Own::orLonger);
        exchange.execute(this::exchange);
    }

    private void exchange() {
        if (accounts.away().isPresent()) {
            return;
        }
        try {
            unsent.forEach((vendor, own) -> {
                accounts.pause(own.pause(vendor), own.refused());
                unsent.remove(vendor, own);
            });
            accounts.pauses().forEach(seen);
            failures = 0;
        } catch (RuntimeException e) {
            failed(Redacted.line(String.valueOf(e.getMessage())));
        }
    }

    // Who watches the server tells when it goes, a little later than the first failure here.
    private void failed(String reason) {
        if (++failures == FAILURES_TO_TELL && accounts.away().isEmpty()) {
            LOG.warn(
                    "pauses of vendors' accounts are not shared with other nodes: {}; this is tried each second",
                    reason);
        }
    }

    @Override
    public void close() {
        exchange.shutdownNow();
        asking.shutdownNow();
    }
}
