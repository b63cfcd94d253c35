package io.jobdrop.record;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads rows of jobs with their files. */
final class LedgerRows {
    /** Which jobs are settled and no marks, in the words of the index {@code job_kept}. */
    static final String KEPT = "pruned_at IS NULL AND state IN ('delivered', 'empty', 'failed', 'dismissed')";

    /** Since when they are settled, in the words of the same index. */
    static final String SETTLED_AT = "COALESCE(delivered_at, first_seen_at)";

    private static final String DELIVERED_BEFORE = "SELECT * FROM job WHERE " + KEPT + " AND " + SETTLED_AT
            + " < :time AND state = 'delivered' ORDER BY " + SETTLED_AT + " LIMIT :limit";

    private LedgerRows() {}

    static String deliveredBeforeSql() {
        return DELIVERED_BEFORE;
    }

    /** The jobs that were delivered first, before a time. */
    static List<LedgerEntry> deliveredBefore(Handle handle, Locations locations, long time, int limit) {
        return handle.createQuery(DELIVERED_BEFORE)
                .bind("time", time)
                .bind("limit", limit)
                .map((row, context) -> entry(row, handle, locations))
                .list();
    }

    /** The jobs of a condition in the order in which they were first seen. */
    static List<LedgerEntry> of(
            Handle handle, Locations locations, String condition, Map<String, Object> values, int limit) {
        return handle.createQuery(
                        "SELECT * FROM job WHERE " + condition + " ORDER BY feed, first_seen_at, job_id LIMIT :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map((row, context) -> entry(row, handle, locations))
                .list();
    }

    private static List<DeliveredFile> files(Handle handle, Locations locations, String feed, String id) {
        return handle.createQuery("SELECT name, bytes, sha256, location FROM job_file"
                        + " WHERE feed = :feed AND job_id = :id ORDER BY position")
                .bind("feed", feed)
                .bind("id", id)
                .map((row, context) -> new DeliveredFile(
                        row.getString("name"),
                        row.getLong("bytes"),
                        row.getString("sha256"),
                        locations.now(row.getString("location"))))
                .list();
    }

    static LedgerEntry entry(ResultSet row, Handle handle, Locations locations) throws SQLException {
        return entry(row, locations, files(handle, locations, row.getString("feed"), row.getString("job_id")));
    }

    /** The same with files that were read already. */
    static LedgerEntry entry(ResultSet row, Locations locations, List<DeliveredFile> files) throws SQLException {
        JobState state = JobState.of(row.getString("state"));
        String manifest = row.getString("manifest");
        return new LedgerEntry(
                row.getString("feed"),
                row.getString("job_id"),
                new LedgerEntry.Standing(
                        state,
                        row.getString("status"),
                        state == JobState.DELIVERED || state == JobState.DISMISSED
                                ? row.getString("error")
                                : error(row),
                        state == JobState.DELIVERING ? row.getString("owner") : null),
                row.getInt("attempts"),
                new LedgerEntry.Times(
                        Instant.ofEpochMilli(row.getLong("first_seen_at")),
                        instant(row, "undelivered_since"),
                        state.isFinal() ? null : instant(row, "missing_since"),
                        instant(row, "next_attempt_at"),
                        instant(row, "delivered_at")),
                manifest == null ? null : locations.now(manifest),
                files);
    }

    // Why a job is not delivered may be that the list contradicts itself.
    private static @Nullable String error(ResultSet row) throws SQLException {
        String error = row.getString("error");
        String remark = row.getString("remark");
        return error == null ? remark : remark == null ? error : error + "; " + remark;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
