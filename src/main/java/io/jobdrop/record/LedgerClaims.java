package io.jobdrop.record;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as the repository of Camel's idempotent consumer. Keys are {@code feed/jobId}.
 *
 * <p>Camel's own JDBC repositories lose a job on a crash, or run it twice, or forget what was completed. Here
 * {@link #add} claims the job with a lease, which is renewed while the job is in flight, so that the work of a dead
 * process is taken over; the states themselves are written by {@link JobLedger}. A claim that a loss of power takes
 * makes the job due, as it would be anyway.
 */
public final class LedgerClaims extends ServiceSupport implements IdempotentRepository {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerClaims.class);
    static final Duration LEASE = Duration.ofSeconds(60);
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    private final Jdbi jdbi;
    private final Clock clock;
    private final RetryPolicy retries;
    private final String owner;
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledExecutorService renewals;

    /** Claims for one process; {@code owner} tells it from all others. */
    public LedgerClaims(LedgerDatabase database, Clock clock, RetryPolicy retries, String owner) {
        this.jdbi = database.notes();
        this.clock = clock;
        this.retries = retries;
        this.owner = owner;
    }

    @Override
    public boolean add(String key) {
        if (!claim(feed(key), id(key))) {
            return false;
        }
        inFlight.add(key);
        return true;
    }

    /** Nothing is left to do: the job's state was recorded by the route's last step. */
    @Override
    public boolean confirm(String key) {
        return inFlight.remove(key);
    }

    @Override
    public boolean remove(String key) {
        inFlight.remove(key);
        release(feed(key), id(key));
        return true;
    }

    @Override
    public boolean contains(String key) {
        return inFlight.contains(key);
    }

    /** The ledger is nobody's to clear. */
    @Override
    public void clear() {
        throw new UnsupportedOperationException("the ledger is kept; delete its file to start anew");
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // renew() reports what fails; nobody waits for it
    protected void doStart() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "jobdrop-leases");
            thread.setDaemon(true);
            return thread;
        });
        long period = LEASE.toMillis() / 4;
        executor.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
        renewals = executor;
    }

    @Override
    protected void doStop() {
        ScheduledExecutorService executor = renewals;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    private void renew() {
        for (String key : inFlight) {
            try {
                renew(feed(key), id(key));
            } catch (RuntimeException e) {
                LOG.warn("the lease on {} could not be renewed: {}; it is tried again", key, e.getMessage());
            }
        }
    }

    /**
     * Claims a job for a worker of this owner and counts the attempt.
     *
     * @return whether the job is now this owner's; not when it is finished, in flight or not due yet
     */
    private boolean claim(String feed, String id) {
        return jdbi.inTransaction(handle -> handle.createUpdate("UPDATE job SET state = 'delivering',"
                                + " attempts = attempts + 1, next_attempt_at = NULL, error = NULL, owner = :owner,"
                                + " lease_until = :until" + KEY + " AND " + LedgerQueries.OFFERABLE)
                        .bind("owner", owner)
                        .bind("until", leaseEnd())
                        .bind("feed", feed)
                        .bind("id", id)
                        .bind("now", clock.millis())
                        .bind("farthest", LedgerQueries.farthest(clock, retries))
                        .execute())
                == 1;
    }

    /** Prolongs the lease on a job in flight. */
    private void renew(String feed, String id) {
        jdbi.useTransaction(handle -> handle.createUpdate(
                        "UPDATE job SET lease_until = :until" + KEY + " AND state = 'delivering' AND owner = :owner")
                .bind("until", leaseEnd())
                .bind("owner", owner)
                .bind("feed", feed)
                .bind("id", id)
                .execute());
    }

    /** Makes a claimed job due again when nobody said what became of it. */
    private void release(String feed, String id) {
        jdbi.useTransaction(handle -> handle.createUpdate("UPDATE job SET state = 'due', owner = NULL,"
                        + " lease_until = NULL" + KEY + " AND state = 'delivering' AND owner = :owner")
                .bind("owner", owner)
                .bind("feed", feed)
                .bind("id", id)
                .execute());
    }

    /** Makes all work in flight due again. Only the one process that runs on this ledger may call it, at its start. */
    public int takeOver() {
        return jdbi.inTransaction(handle -> handle.createUpdate("UPDATE job SET state = 'due', owner = NULL,"
                        + " lease_until = NULL, next_attempt_at = NULL WHERE state = 'delivering'")
                .execute());
    }

    private long leaseEnd() {
        return clock.millis() + LEASE.toMillis();
    }

    private static String feed(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String id(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
