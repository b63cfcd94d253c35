package io.jobdrop.record;

import io.jobdrop.deliver.DeliveredFile;
import io.jobdrop.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the ledger answers without changing anything. */
public final class LedgerQueries {
    /** Whether a job should be looked at now: not finished, not in flight, not waiting for a later attempt. */
    static final String OFFERABLE = "(state NOT IN ('delivered', 'empty', 'failed', 'gave-up')"
            + " AND (state <> 'delivering' OR lease_until < :now)"
            + " AND (next_attempt_at IS NULL OR next_attempt_at <= :now))";

    private final Jdbi jdbi;
    private final Clock clock;

    LedgerQueries(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** The ids of a feed that should be looked at now, oldest first. */
    public List<String> offerable(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT job_id FROM job WHERE feed = :feed AND " + OFFERABLE
                        + " ORDER BY first_seen_at, job_id")
                .bind("feed", feed)
                .bind("now", clock.millis())
                .mapTo(String.class)
                .list());
    }

    /** One job. */
    public Optional<LedgerEntry> find(String feed, String id) {
        return jobs(feed, null).stream()
                .filter(entry -> entry.jobId().equals(id))
                .findFirst();
    }

    /** How many jobs of a feed are in each state. */
    public Map<JobState, Integer> counts(String feed) {
        Map<JobState, Integer> counts = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT state, COUNT(*) AS jobs FROM job WHERE feed = :feed GROUP BY state ORDER BY state")
                .bind("feed", feed)
                .map((row, context) -> Map.entry(JobState.of(row.getString("state")), row.getInt("jobs")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue())));
        return counts;
    }

    /** How many attempts all jobs of a feed have had: it grows when something was tried. */
    public long attempts(String feed) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT COALESCE(SUM(attempts), 0) FROM job WHERE feed = :feed")
                        .bind("feed", feed)
                        .mapTo(Long.class)
                        .one());
    }

    /** Jobs in the order in which they were first seen; of one feed and in one state, where these are given. */
    public List<LedgerEntry> jobs(@Nullable String feed, @Nullable JobState state) {
        return jdbi.withHandle(handle -> {
            Map<List<String>, List<DeliveredFile>> files = new LinkedHashMap<>();
            handle.createQuery("SELECT * FROM job_file WHERE :feed IS NULL OR feed = :feed"
                            + " ORDER BY feed, job_id, position")
                    .bind("feed", feed)
                    .map((row, context) -> Map.entry(
                            List.of(row.getString("feed"), row.getString("job_id")),
                            new DeliveredFile(
                                    row.getString("name"),
                                    row.getLong("bytes"),
                                    row.getString("sha256"),
                                    row.getString("location"))))
                    .forEach(entry -> files.computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                            .add(entry.getValue()));
            return handle.createQuery("SELECT * FROM job WHERE (:feed IS NULL OR feed = :feed)"
                            + " AND (:state IS NULL OR state = :state) ORDER BY feed, first_seen_at, job_id")
                    .bind("feed", feed)
                    .bind("state", state == null ? null : state.word())
                    .map((row, context) -> entry(row, files))
                    .list();
        });
    }

    private static LedgerEntry entry(ResultSet row, Map<List<String>, List<DeliveredFile>> files) throws SQLException {
        String feed = row.getString("feed");
        String id = row.getString("job_id");
        return new LedgerEntry(
                feed,
                id,
                JobState.of(row.getString("state")),
                row.getString("status"),
                row.getInt("attempts"),
                instant(row, "next_attempt_at"),
                row.getString("error"),
                Instant.ofEpochMilli(row.getLong("first_seen_at")),
                instant(row, "delivered_at"),
                files.getOrDefault(List.of(feed, id), List.of()));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
