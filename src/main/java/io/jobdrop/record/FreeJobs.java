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
        if (free.isEmpty() && isLeft(handle, feed, id)) {
            Attempts.interrupted(handle, feed, id, GONE, clock.millis());
            return claim(handle, feed, id, false);
        }
        return free;
    }

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

    // Whether its owner has left it.
    private boolean isLeft(Handle handle, String feed, String id) {
        String sql = "SELECT COUNT(*) FROM job" + KEY + " AND owner IS NOT NULL AND " + LedgerQueries.OFFERABLE;
        return of(handle.createQuery(sql), feed, id)
                .map((row, context) -> row.getInt(1) > 0)
                .one();
    }

    private Query of(Query query, String feed, String id) {
        return query.bind("feed", feed)
                .bind("id", id)
                .bind("now", clock.millis())
                .bind("farthest", LedgerQueries.farthest(clock, retries));
    }
}
