package io.jobdrop.record;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Rows of jobs that are over, shrunk to what keeps them from being delivered again: state, revision, and what the list
 * said. A mark goes when full scans over the vendor's list have not met its job for a week; where ids come without a list,
 * it stays.
 */
public final class Marks {
    /** A list that was empty by mistake is right again by then. */
    private static final Duration UNSEEN = Duration.ofDays(7);

    private static final int BATCH = 500;
    // In the index's order: otherwise PostgreSQL may read the table from its beginning for each batch.
    private static final String OLD = "SELECT feed, job_id FROM job WHERE " + LedgerRows.KEPT + " AND "
            + LedgerRows.SETTLED_AT + " < :before ORDER BY " + LedgerRows.SETTLED_AT + " LIMIT " + BATCH;
    private static final String KEY = "feed = :feed AND job_id = :id";

    private final Jdbi jdbi;
    private final Clock clock;

    /** Marks in an open ledger. */
    public Marks(LedgerDatabase database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    private record Key(String feed, String id) {}

    /**
     * Shrinks the rows of jobs that were over before a time: delivered, empty, failed or dismissed.
     *
     * @return how many there were
     */
    public int shrink(Instant before) {
        int shrunk = 0;
        int some = BATCH;
        while (some == BATCH) {
            some = jdbi.inTransaction(handle -> {
                List<Key> old = handle.createQuery(OLD)
                        .bind("before", before.toEpochMilli())
                        .map((row, context) -> new Key(row.getString("feed"), row.getString("job_id")))
                        .list();
                old.forEach(key -> shrink(handle, key.feed(), key.id()));
                return old.size();
            });
            shrunk += some;
        }
        return shrunk;
    }

    static String oldSql() {
        return OLD;
    }

    /** Shrinks the row of one job. */
    public void shrink(String feed, String id) {
        jdbi.useTransaction(handle -> shrink(handle, feed, id));
    }

    private void shrink(Handle handle, String feed, String id) {
        for (String table : List.of("job_file", "intent", "attempt")) {
            handle.createUpdate("DELETE FROM " + table + " WHERE " + KEY)
                    .bind("feed", feed)
                    .bind("id", id)
                    .execute();
        }
        handle.createUpdate("UPDATE job SET pruned_at = :now, missing_since = NULL, manifest = NULL, error = NULL,"
                        + " remark = NULL, said = CASE WHEN state = 'delivered' THEN NULL ELSE said END WHERE " + KEY)
                .bind("now", clock.millis())
                .bind("feed", feed)
                .bind("id", id)
                .execute();
    }

    /** Deletes the marks of jobs that the vendors' lists have not shown for a week, and returns how many there were. */
    public int forget() {
        return jdbi.inTransaction(
                handle -> handle.createUpdate("DELETE FROM job WHERE pruned_at IS NOT NULL AND missing_since < :before")
                        .bind("before", clock.instant().minus(UNSEEN).toEpochMilli())
                        .execute());
    }

    /** Takes note of the marks that a full scan has not met, and of those that it has met again. */
    static void walked(Handle handle, String feed, Instant beganAt, Predicate<String> shown) {
        handle
                .createQuery("SELECT job_id, missing_since FROM job WHERE feed = :feed AND pruned_at IS NOT NULL")
                .bind("feed", feed)
                .map((row, context) -> {
                    String id = row.getString("job_id");
                    boolean missing = row.getObject("missing_since") != null;
                    return missing == shown.test(id) ? id : "";
                })
                .list()
                .stream()
                .filter(id -> !id.isEmpty())
                .forEach(id -> handle.createUpdate("UPDATE job SET missing_since = :at WHERE " + KEY)
                        .bind("at", shown.test(id) ? null : beganAt.toEpochMilli())
                        .bind("feed", feed)
                        .bind("id", id)
                        .execute());
    }
}
