package io.jobdrop.record;

import io.jobdrop.job.Claim;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The jobs that an owner may claim: due, and in nobody's hands, or in those of a process that died.
 *
 * @param lease for how long a claim is valid unless it is renewed
 */
record FreeJobs(Clock clock, RetryPolicy retries, String owner, Duration lease) {
    static final String GONE = "its process died";

    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    /** Claims a job and counts the attempt; empty when the job is finished, in flight or not due yet. */
    Optional<Claim> claim(Handle handle, String feed, String id) {
        Optional<Claim> free = claim(handle, feed, id, true);
        return free.isPresent() ? free : left(handle, feed, id).flatMap(left -> takeOver(handle, feed, id, left));
    }

    // The claim comes first: of two nodes the later one waits for the row, and has written nothing when it is refused.
    private Optional<Claim> takeOver(Handle handle, String feed, String id, Left left) {
        Optional<Claim> claim = claim(handle, feed, id, false);
        if (claim.isPresent() && left.inFlight()) {
            Attempts.interrupted(handle, feed, id, left.attempt(), GONE, clock.millis());
        }
        return claim;
    }

    // A job whose owner is gone; not in flight: people have changed it meanwhile.
    private record Left(Attempts.Begun attempt, boolean inFlight) {}

    private Optional<Claim> claim(Handle handle, String feed, String id, boolean resumes) {
        String sql = "UPDATE job SET state = 'delivering', attempts = attempts + 1, next_attempt_at = NULL,"
                + " pruned_at = NULL, owner = :owner, fence = fence + 1, lease_until = :until, claimed_at = :now,"
                + " undelivered_since = COALESCE(undelivered_since, :now)" + KEY + (resumes ? " AND owner IS NULL" : "")
                + " AND " + LedgerQueries.OFFERABLE + " RETURNING fence, delivery, attempts";
        return of(handle.createQuery(sql), feed, id)
                .bind("owner", owner)
                .bind("until", clock.millis() + lease.toMillis())
                .map((row, context) ->
                        new Claim(owner, row.getLong("fence"), resumes, row.getInt("delivery"), row.getInt("attempts")))
                .findOne();
    }

    private Optional<Left> left(Handle handle, String feed, String id) {
        String sql = "SELECT owner, COALESCE(claimed_at, :now) AS begun, state = 'delivering' AS in_flight FROM job"
                + KEY + " AND owner IS NOT NULL AND " + LedgerQueries.OFFERABLE;
        return of(handle.createQuery(sql), feed, id)
                .map((row, context) -> new Left(
                        new Attempts.Begun(row.getString("owner"), row.getLong("begun")), row.getBoolean("in_flight")))
                .findOne();
    }

    private Query of(Query query, String feed, String id) {
        return query.bind("feed", feed)
                .bind("id", id)
                .bind("now", clock.millis())
                .bind("farthest", LedgerQueries.farthest(clock, retries));
    }
}
