package io.jobdrop.record;

import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as the repository of Camel's idempotent consumer. Keys are {@code feed/jobId}.
 *
 * <p>Camel's own JDBC repositories lose a job on a crash, or run it twice, or forget what was completed. Here
 * {@link #add} claims the job with a lease and a fence, and puts the {@link Claim} into the exchange's job. The lease is
 * renewed while the job is in flight ({@link LeaseRenewals}), so that the work of a dead process is taken over. The states themselves are written
 * by {@link JobLedger}, and only for the claim that is valid. A claim that a loss of power takes makes the job due.
 */
public final class LedgerClaims extends ServiceSupport implements IdempotentRepository, Leased {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerClaims.class);
    /** That of a ledger in a file. */
    static final Duration LEASE = Duration.ofSeconds(20);

    private static final String KEY = " WHERE feed = :feed AND job_id = :id";
    /** Holds for the row of a job only as long as the claim is valid. */
    static final String CLAIMED = " AND state = 'delivering' AND owner = :owner AND fence = :fence";

    private final Jdbi jdbi;
    private final Clock clock;
    private final FreeJobs free;
    private final BooleanSupplier sound;
    private final Map<String, Claim> inFlight = new ConcurrentHashMap<>();

    /**
     * Claims for one process.
     *
     * @param owner tells the process from all others
     * @param sound whether the ledger is still the one that was opened; nothing is claimed when it is not
     */
    public LedgerClaims(
            LedgerDatabase database, Clock clock, RetryPolicy retries, String owner, BooleanSupplier sound) {
        this.jdbi = database.claims();
        this.clock = clock;
        this.free = new FreeJobs(clock, retries, owner, database.lease());
        this.sound = sound;
    }

    @Override
    public boolean add(Exchange exchange, String key) {
        Optional<Claim> claim = claim(feed(key), id(key));
        claim.ifPresent(right -> exchange.setProperty(
                "job", exchange.getProperty("job", Job.class).claimedAs(right)));
        return claim.isPresent();
    }

    @Override
    public boolean add(String key) {
        return claim(feed(key), id(key)).isPresent();
    }

    /** Nothing is left to do: the job's state was recorded by the route's last step. */
    @Override
    public boolean confirm(String key) {
        return inFlight.remove(key) != null;
    }

    @Override
    public boolean remove(String key) {
        Claim claim = inFlight.remove(key);
        try {
            if (claim != null) {
                release(feed(key), id(key), claim);
            }
        } catch (RuntimeException e) {
            // Camel would never end the exchange, and the job would be in flight for ever.
            LOG.debug("the claim on {} could not be released; its lease runs out", key, e);
        }
        return true;
    }

    @Override
    public boolean contains(String key) {
        return inFlight.containsKey(key);
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("the ledger is kept; delete its file to start anew");
    }

    @Override
    public boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** In one batch, which a server answers at once. */
    @Override
    public Runnable prolong(Handle handle, long until) {
        List<Map.Entry<String, Claim>> held = List.copyOf(inFlight.entrySet());
        PreparedBatch batch = handle.prepareBatch("UPDATE job SET lease_until = :until" + KEY + CLAIMED);
        held.forEach(job -> batch.bind("until", until)
                .bindMethods(job.getValue())
                .bind("feed", feed(job.getKey()))
                .bind("id", id(job.getKey()))
                .add());
        int[] prolonged = batch.execute();
        List<Map.Entry<String, Claim>> lost = IntStream.range(0, prolonged.length)
                .filter(i -> prolonged[i] == 0)
                .mapToObj(held::get)
                .filter(job -> !isRecorded(handle, job.getKey(), job.getValue()))
                .toList();
        return () -> lost.stream()
                .filter(job -> inFlight.remove(job.getKey(), job.getValue()))
                .forEach(job -> LOG.warn(
                        "the claim on {} was lost; what this process does for it is not recorded", job.getKey()));
    }

    // A job that is just being recorded is no lost one.
    private static boolean isRecorded(Handle handle, String key, Claim claim) {
        return handle.select(
                        "SELECT fence FROM job WHERE feed = ? AND job_id = ? AND fence = ? AND owner IS NULL",
                        feed(key),
                        id(key),
                        claim.fence())
                .mapTo(Long.class)
                .findOne()
                .isPresent();
    }

    @Override
    public void abandon() {
        inFlight.clear();
    }

    /**
     * Claims a job for a worker of this owner and counts the attempt.
     *
     * @return the claim; empty when the job is finished, in flight or not due yet
     */
    public Optional<Claim> claim(String feed, String id) {
        if (!sound.getAsBoolean()) {
            return Optional.empty();
        }
        Optional<Claim> claim = jdbi.inTransaction(handle -> free.claim(handle, feed, id));
        claim.ifPresent(right -> inFlight.put(feed + "/" + id, right));
        return claim;
    }

    /** Makes a claimed job due now when nobody said what became of it. */
    private void release(String feed, String id, Claim claim) {
        jdbi.useTransaction(handle -> {
            int held = handle.createUpdate("UPDATE job SET lease_until = :now" + KEY + CLAIMED)
                    .bind("now", clock.millis())
                    .bindMethods(claim)
                    .bind("feed", feed)
                    .bind("id", id)
                    .execute();
            if (held == 1) {
                Attempts.interrupted(handle, feed, id, "the process stopped", clock.millis());
                handle.createUpdate("UPDATE job SET state = 'due', owner = NULL, lease_until = NULL,"
                                + " next_attempt_at = :now" + KEY)
                        .bind("now", clock.millis())
                        .bind("feed", feed)
                        .bind("id", id)
                        .execute();
            }
        });
    }

    /**
     * Makes the work of dead owners due again. Where nobody knows whether an owner is dead, its leases run out.
     *
     * @return how many jobs are due again
     */
    public int takeOver(Predicate<String> dead) {
        return jdbi.inTransaction(handle -> {
            List<String> owners = handle
                    .createQuery("SELECT DISTINCT owner FROM job WHERE state = 'delivering' AND owner IS NOT NULL")
                    .mapTo(String.class)
                    .stream()
                    .filter(dead)
                    .toList();
            int taken = 0;
            for (String gone : owners) {
                Attempts.interrupted(handle, gone, FreeJobs.GONE, clock.millis());
                taken += handle.execute(
                        "UPDATE job SET state = 'due', owner = NULL, lease_until = NULL, next_attempt_at = NULL"
                                + " WHERE state = 'delivering' AND owner = ?",
                        gone);
            }
            return taken;
        });
    }

    private static String feed(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String id(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
