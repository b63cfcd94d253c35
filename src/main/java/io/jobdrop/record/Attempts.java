package io.jobdrop.record;

import io.jobdrop.record.Attempt.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The last {@link Attempt}s of each job, written in the transaction that says what became of the job. */
final class Attempts {
    /** So many are kept of each job. */
    static final int KEPT = 20;

    private static final String INSERT = "INSERT INTO attempt"
            + " (feed, job_id, number, started_at, ended_at, outcome, reason, bytes, node)"
            + " SELECT feed, job_id, 1 + COALESCE((SELECT MAX(number) FROM attempt"
            + " WHERE attempt.feed = job.feed AND attempt.job_id = job.job_id), 0),"
            + " COALESCE(:started, claimed_at, :now), :now, :outcome, :reason, :bytes, COALESCE(:node, owner)"
            + " FROM job WHERE ";
    private static final String KEY = "feed = :feed AND job_id = :id";

    private Attempts() {}

    /**
     * Adds one that ends now.
     *
     * @param node null for one that no process had claimed; it began when it ended
     */
    static void add(Handle handle, String feed, String id, Ended ended, @Nullable String node, long now) {
        if (ended.reason() != null && repeats(handle, feed, id, ended, node, now)) {
            return;
        }
        int number = handle.createQuery(INSERT + KEY + " RETURNING number")
                .bind("started", node == null ? now : null)
                .bind("node", node)
                .bind("now", now)
                .bind("outcome", ended.outcome().word())
                .bind("reason", ended.reason())
                .bind("bytes", ended.bytes())
                .bind("feed", feed)
                .bind("id", id)
                .map((row, context) -> row.getInt(1))
                .one();
        if (number > KEPT) {
            prune(handle, KEY, Map.of("feed", feed, "id", id));
        }
    }

    /** How an attempt ended. */
    record Ended(Outcome outcome, @Nullable String reason, long bytes) {}

    // What fails in the same way at each poll is told once.
    private static boolean repeats(
            Handle handle, String feed, String id, Ended ended, @Nullable String node, long now) {
        return handle.createUpdate("UPDATE attempt SET ended_at = :now, node = :node, times = times + 1 WHERE " + KEY
                                + " AND number = (SELECT MAX(number) FROM attempt WHERE " + KEY + ")"
                                + " AND outcome = :outcome AND reason = :reason AND bytes = :bytes")
                        .bind("now", now)
                        .bind("node", node)
                        .bind("outcome", ended.outcome().word())
                        .bind("reason", ended.reason())
                        .bind("bytes", ended.bytes())
                        .bind("feed", feed)
                        .bind("id", id)
                        .execute()
                > 0;
    }

    /** Adds one to the job that its owner has in flight, and will not end. */
    static void interrupted(Handle handle, String feed, String id, String why, long now) {
        interrupted(
                handle, KEY + " AND state = 'delivering'", Map.of("feed", feed, "id", id), Begun.AS_IT_IS, why, now);
    }

    /** Adds the one that an earlier owner had begun, to a job that has a new owner by now. */
    static void interrupted(Handle handle, String feed, String id, Begun before, String why, long now) {
        interrupted(handle, KEY, Map.of("feed", feed, "id", id), before, why, now);
    }

    /** Who had begun an attempt, and when; null: as the job's row says. */
    record Begun(@Nullable String node, @Nullable Long at) {
        private static final Begun AS_IT_IS = new Begun(null, null);
    }

    /** Adds one to each job that {@code owner} has in flight. */
    static void interrupted(Handle handle, String owner, String why, long now) {
        interrupted(
                handle, "state = 'delivering' AND owner = :owner", Map.of("owner", owner), Begun.AS_IT_IS, why, now);
    }

    private static void interrupted(
            Handle handle, String jobs, Map<String, Object> values, Begun begun, String why, long now) {
        handle.createUpdate(INSERT + jobs)
                .bindMap(values)
                .bindByType("started", begun.at(), Long.class)
                .bindByType("node", begun.node(), String.class)
                .bind("now", now)
                .bind("outcome", Outcome.INTERRUPTED.word())
                .bind("reason", why)
                .bind("bytes", 0)
                .execute();
    }

    private static void prune(Handle handle, String key, Map<String, Object> values) {
        handle.createUpdate("DELETE FROM attempt WHERE " + key
                        + " AND number <= (SELECT MAX(number) FROM attempt WHERE " + key + ") - " + KEPT)
                .bindMap(values)
                .execute();
    }

    /** Those of a job, the last one first. */
    static List<Attempt> of(Handle handle, String feed, String id) {
        return handle.createQuery("SELECT * FROM attempt WHERE " + KEY + " ORDER BY number DESC LIMIT " + KEPT)
                .bind("feed", feed)
                .bind("id", id)
                .map((row, context) -> new Attempt(
                        Instant.ofEpochMilli(row.getLong("started_at")),
                        Instant.ofEpochMilli(row.getLong("ended_at")),
                        Outcome.of(row.getString("outcome")),
                        row.getString("reason"),
                        row.getLong("bytes"),
                        row.getString("node"),
                        row.getInt("times")))
                .list();
    }
}
