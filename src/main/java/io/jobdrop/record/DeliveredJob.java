package io.jobdrop.record;

import io.jobdrop.job.Claim;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.VendorTime;
import io.jobdrop.record.Attempt.Outcome;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was recorded as delivered.
 *
 * @param claimedAt when it was claimed, in milliseconds since 1970
 * @param again whether the files of a delivery before it are recorded
 * @param delay from the vendor's completion to the record; empty when the vendor does not say when that was
 */
record DeliveredJob(Outcome outcome, long claimedAt, boolean again, Optional<Duration> delay) {
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    /**
     * Writes it and its files.
     *
     * @throws ClaimLost when the job's claim is not valid any more; nothing is written then
     */
    static DeliveredJob record(Handle handle, Job job, Delivery delivery, long bytes, long now, Outbox outbox) {
        Claim claim = Objects.requireNonNull(job.claim());
        Statement said = job.listed().said();
        DeliveredJob recorded = handle.createQuery("UPDATE job SET state = 'delivered', delivered_at = :now,"
                        + " error = NULL, revision = COALESCE(:revision, revision), manifest = :manifest,"
                        + " next_attempt_at = NULL, owner = NULL, lease_until = NULL, undelivered_since = NULL" + KEY
                        + LedgerClaims.CLAIMED
                        + " RETURNING COALESCE(claimed_at, :now) AS claimed_at, staged,"
                        + " EXISTS (SELECT 1 FROM job_file WHERE feed = :feed AND job_id = :id) AS again")
                .bind("manifest", delivery.manifest())
                // It may have waited for a worker while the list showed a newer one.
                .bind("revision", said == null || said.revision().isEmpty() ? null : said.revision())
                .bindMethods(claim)
                .bind("feed", job.feed())
                .bind("id", job.id())
                .bind("now", now)
                .map((row, context) -> new DeliveredJob(
                        row.getLong("staged") > 0 ? Outcome.RESUMED : Outcome.DELIVERED,
                        row.getLong("claimed_at"),
                        row.getBoolean("again"),
                        completedAt(said).map(at -> Duration.between(at, Instant.ofEpochMilli(now)))))
                .findOne()
                .orElseThrow(() -> JobActions.isDismissed(handle, job) ? ClaimLost.dismissed(job) : new ClaimLost(job));
        if (recorded.again) {
            handle.execute("DELETE FROM job_file WHERE feed = ? AND job_id = ?", job.feed(), job.id());
        }
        handle.execute("DELETE FROM intent WHERE feed = ? AND job_id = ?", job.feed(), job.id());
        int position = 0;
        for (DeliveredFile file : delivery.files()) {
            handle.createUpdate("INSERT INTO job_file (feed, job_id, position, name, bytes, sha256, location)"
                            + " VALUES (:feed, :id, :position, :name, :bytes, :sha256, :location)")
                    .bind("feed", job.feed())
                    .bind("id", job.id())
                    .bind("position", position++)
                    .bindMethods(file)
                    .execute();
        }
        Attempts.Ended ended = new Attempts.Ended(recorded.outcome, null, bytes);
        Attempts.add(handle, job.feed(), job.id(), ended, claim.owner(), now);
        outbox.delivered(handle, job.feed(), job.id(), delivery);
        return recorded;
    }

    private static Optional<Instant> completedAt(@Nullable Statement said) {
        try {
            return said == null || said.completedAt().isEmpty()
                    ? Optional.empty()
                    : Optional.of(VendorTime.parse(said.completedAt()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
