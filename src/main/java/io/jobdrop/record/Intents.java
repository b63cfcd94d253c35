package io.jobdrop.record;

import io.jobdrop.job.Claim;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Intent;
import io.jobdrop.job.Job;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;

/**
 * What claims are about to publish, written before they do. A claim that was lost can write no intent, and so publishes
 * nothing. What a lost claim did publish in its last moment is known by its intent, and the next claim takes it over.
 *
 * <p>An intent that a loss of power takes is written again by the next claim, which finds its file by the hash as long as
 * the vendor gives the same bytes.
 */
public final class Intents {
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    private final Jdbi jdbi;
    private final Clock clock;
    private final Duration lease;

    public Intents(LedgerDatabase database, Clock clock) {
        this.jdbi = database.claims();
        this.lease = database.lease();
        this.clock = clock;
    }

    /**
     * Writes what the job's claim is about to publish.
     *
     * @throws ClaimLost when the claim is not valid any more; nothing may be published then
     * @throws io.jobdrop.job.GiveUp when the job was delivered before, and under other names
     */
    public void write(Job job, List<Intent> intents) {
        Claim claim = Objects.requireNonNull(job.claim());
        jdbi.useTransaction(handle -> {
            boolean again = handle.createQuery("UPDATE job SET lease_until = :until" + KEY + LedgerClaims.CLAIMED
                            + " RETURNING " + Redelivery.PENDING)
                    .bind("until", clock.millis() + lease.toMillis())
                    .bindMethods(claim)
                    .bind("feed", job.feed())
                    .bind("id", job.id())
                    .map((row, context) -> row.getBoolean(1))
                    .findOne()
                    .orElseThrow(() -> new ClaimLost(job));
            if (again) {
                Redelivery.confirmNames(
                        handle, job, intents.stream().map(Intent::path).toList());
            }
            for (Intent intent : intents) {
                handle.createUpdate("INSERT INTO intent (feed, job_id, fence, position, path, bytes, sha256) VALUES"
                                + " (:feed, :id, :fence, :position, :path, :bytes, :sha256)"
                                + " ON CONFLICT (feed, job_id, fence, position) DO UPDATE SET path = excluded.path,"
                                + " bytes = excluded.bytes, sha256 = excluded.sha256")
                        .bind("feed", job.feed())
                        .bind("id", job.id())
                        .bind("fence", claim.fence())
                        .bindMethods(intent)
                        .execute();
            }
        });
    }

    /**
     * Makes sure that a job that was delivered before keeps the names of its files.
     *
     * @throws io.jobdrop.job.GiveUp when it would not
     */
    public void confirmNames(Job job, List<String> paths) {
        jdbi.useHandle(handle -> Redelivery.confirmNames(handle, job, paths));
    }

    /**
     * Makes sure, right before a step that others see, that the claim is still valid.
     *
     * @throws ClaimLost when it is not
     */
    public void confirm(Job job) {
        Claim claim = Objects.requireNonNull(job.claim());
        boolean valid =
                jdbi.withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM job" + KEY + LedgerClaims.CLAIMED)
                                .bindMethods(claim)
                                .bind("feed", job.feed())
                                .bind("id", job.id())
                                .map((row, context) -> row.getInt(1))
                                .one())
                        > 0;
        if (!valid) {
            throw new ClaimLost(job);
        }
    }

    /** Whether a claim of this job was about to publish a file of this hash at this path. */
    public boolean isOwn(Job job, String path, String sha256) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "SELECT COUNT(*) FROM intent" + KEY + " AND path = :path AND sha256 = :sha256")
                        .bind("feed", job.feed())
                        .bind("id", job.id())
                        .bind("path", path)
                        .bind("sha256", sha256)
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }
}
