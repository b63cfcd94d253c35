package io.jobdrop.record;

import io.jobdrop.job.Claim;
import io.jobdrop.job.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of the jobs in flight, in a thread that keeps no process alive. A lease that cannot be renewed is told
 * once for each reason, and once more when it is renewed again.
 */
final class LeaseRenewals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewals.class);

    private final Map<String, Claim> inFlight;
    private final BiPredicate<String, Claim> renewal;
    private final BooleanSupplier sound;
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "jobdrop-leases");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Renewals of the claims in a map.
     *
     * @param renewal renews one; false when the claim is not valid any more, which removes it from the map
     * @param sound whether the ledger is as it should be; who finds that it is not has told of it
     */
    LeaseRenewals(Map<String, Claim> inFlight, BiPredicate<String, Claim> renewal, BooleanSupplier sound) {
        this.inFlight = inFlight;
        this.renewal = renewal;
        this.sound = sound;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // renew() reports what fails; nobody waits for it
    void every(Duration period) {
        executor.scheduleWithFixedDelay(this::renew, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Renews them all now. */
    void renew() {
        reasons.keySet().retainAll(inFlight.keySet());
        inFlight.forEach((key, claim) -> {
            try {
                if (renewal.test(key, claim)) {
                    renewed(key);
                } else if (inFlight.remove(key, claim)) {
                    LOG.warn("the claim on {} was lost; what this process does for it is not recorded", key);
                }
            } catch (RuntimeException e) {
                failed(key, String.valueOf(e.getMessage()));
            }
        });
    }

    private void renewed(String key) {
        if (reasons.remove(key) != null) {
            LOG.info("the lease on {} is renewed again", key);
        }
    }

    private void failed(String key, String reason) {
        String before = reasons.put(key, reason);
        if (sound.getAsBoolean() && (before == null || !Reason.isSame(before, reason))) {
            LOG.warn("the lease on {} could not be renewed: {}; it is tried again", key, reason);
        } else {
            LOG.debug("the lease on {} could not be renewed once more: {}", key, reason);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
