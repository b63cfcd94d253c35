package io.jobdrop.record;

import io.jobdrop.job.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of all that this process holds, in one transaction, several times in a lease, in a thread that keeps no
 * process alive. What cannot be renewed for almost a lease is given up, by the monotonic clock of this machine: others may
 * begin it at any moment then. That leases cannot be renewed is told once for each reason, and once more when they are.
 */
public final class LeaseRenewals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewals.class);
    private static final int SHARE = 8;
    private static final int MOST_SHARES_MISSED = 6;

    private final LedgerDatabase database;
    private final Clock clock;
    private final Duration lease;
    private final List<Leased> held;
    private final BooleanSupplier sound;
    private final LongSupplier nanos;
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "jobdrop-leases");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Handle connection;
    private @Nullable String failure;
    private volatile long renewedAt;
    private volatile boolean givenUp;
    private volatile Runnable givenUpBy = () -> {};

    /**
     * Renewals of what a process holds.
     *
     * @param sound whether the ledger is as it should be; who finds that it is not has told of it
     */
    public LeaseRenewals(LedgerDatabase database, Clock clock, List<Leased> held, BooleanSupplier sound) {
        this(database, clock, held, sound, System::nanoTime);
    }

    LeaseRenewals(LedgerDatabase database, Clock clock, List<Leased> held, BooleanSupplier sound, LongSupplier nanos) {
        this.database = database;
        this.clock = clock;
        this.lease = database.lease();
        this.held = List.copyOf(held);
        this.sound = sound;
        this.nanos = nanos;
        this.renewedAt = nanos.getAsLong();
    }

    /** Says what ends the requests under way when what they are for is given up. */
    public void givenUpBy(Runnable requests) {
        givenUpBy = requests;
    }

    /** Begins. */
    @SuppressWarnings("FutureReturnValueIgnored") // renew() reports what fails; nobody waits for it
    public void start() {
        long period = lease.toMillis() / SHARE;
        executor.scheduleWithFixedDelay(this::renew, 0, period, TimeUnit.MILLISECONDS);
        if (database.isShared()) {
            executor.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
        }
    }

    /** Renews them all now. */
    void renew() {
        long begun = nanos.getAsLong();
        try {
            if (held.stream().allMatch(Leased::isEmpty)) {
                renewed(begun);
                return;
            }
            List<Runnable> lost = connected().inTransaction(handle -> {
                List<Runnable> news = new ArrayList<>();
                long until = clock.millis() + lease.toMillis();
                held.stream().filter(kind -> !kind.isEmpty()).forEach(kind -> news.add(kind.prolong(handle, until)));
                return news;
            });
            renewed(begun);
            lost.forEach(Runnable::run);
            database.setClock();
        } catch (RuntimeException e) {
            disconnect();
            failed(e);
        }
    }

    // A pool would wait longer and longer for a server that is away.
    private synchronized Handle connected() {
        Handle open = connection;
        if (open == null) {
            open = database.renewals().open();
            connection = open;
        }
        return open;
    }

    private synchronized void disconnect() {
        Handle open = connection;
        connection = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (RuntimeException e) {
            LOG.debug("the connection was broken", e);
        }
    }

    private void renewed(long begun) {
        renewedAt = begun;
        givenUp = false;
        if (failure != null) {
            failure = null;
            LOG.info("the leases of the jobs in flight are renewed again");
        }
    }

    // Who watches the server tells when it is away.
    private void failed(RuntimeException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean told = PostgresEngine.isBroken(cause) || !sound.getAsBoolean();
        if (!told && (failure == null || !Reason.isSame(failure, reason))) {
            LOG.warn("the leases of the jobs in flight could not be renewed: {}; it is tried again", reason);
            failure = reason;
        } else {
            LOG.debug("the leases of the jobs in flight could not be renewed once more: {}", reason);
        }
    }

    /** Gives everything up when it could not be renewed for almost a lease. Its thread never waits for the ledger. */
    void look() {
        long silent = nanos.getAsLong() - renewedAt;
        if (!givenUp && silent > lease.toNanos() / SHARE * MOST_SHARES_MISSED) {
            givenUp = true;
            LOG.warn(
                    "the ledger took no renewal of a lease for {} ms; what is in flight is given up",
                    silent / 1_000_000);
            held.forEach(Leased::abandon);
            givenUpBy.run();
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        disconnect();
    }
}
