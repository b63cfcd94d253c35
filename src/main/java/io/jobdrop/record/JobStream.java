package io.jobdrop.record;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of any number, feed by feed and in each in the order in which they became known. One page of them is in memory at a
 * time, and no connection is held while somebody looks at it. Jobs that become known meanwhile are left out.
 */
public final class JobStream {
    /** How many jobs are in a page. */
    static final int PAGE = 200;

    static final String KEPT = "job.pruned_at IS NULL";

    private final Jdbi jdbi;
    private final Locations locations;
    private final String sql;
    private final Map<String, ?> values;
    private final Predicate<LedgerEntry> wanted;

    private JobStream(LedgerDatabase database, @Nullable JobState state, Predicate<LedgerEntry> wanted) {
        this.jdbi = database.jdbi();
        this.locations = database.locations();
        this.sql = state == null ? sql("job_feed", KEPT) : sql("job_feed_state", KEPT + " AND job.state = :state");
        this.values = state == null ? Map.of() : Map.of("state", state.word());
        this.wanted = wanted;
    }

    private record Row(
            long place, LedgerEntry job, @Nullable DeliveredFile file) {}

    /** All jobs; those in one state, where it is given. */
    public static JobStream all(LedgerDatabase database, @Nullable JobState state) {
        return new JobStream(database, state, job -> true);
    }

    /** Jobs that were delivered, be it that they are to be delivered once more. */
    public static JobStream delivered(LedgerDatabase database) {
        // The server might read the files of all jobs for each page to find those that have some.
        return new JobStream(
                database,
                null,
                job -> job.state() == JobState.DELIVERED || !job.files().isEmpty());
    }

    // One statement sees a job and its files at one moment.
    static String sql(String index, String condition) {
        return "SELECT page.*, file.name AS file_name, file.bytes AS file_bytes, file.sha256 AS file_sha256,"
                + " file.location AS file_location FROM (SELECT job.rowid AS place, job.* FROM job <by_" + index + ">"
                + " WHERE job.feed = :feed AND job.rowid >= :first AND job.rowid <= :last AND " + condition
                + " ORDER BY job.rowid LIMIT " + PAGE + ") AS page"
                + " LEFT JOIN job_file AS file ON file.feed = page.feed AND file.job_id = page.job_id"
                + " ORDER BY page.place, file.position";
    }

    /** Gives them one after the other; of one feed, where it is given. */
    public void each(@Nullable String feed, Consumer<LedgerEntry> to) {
        long last = jdbi.withHandle(handle -> handle.createQuery("SELECT COALESCE(MAX(rowid), 0) FROM job")
                .mapTo(Long.class)
                .one());
        if (feed != null) {
            each(feed, 0, last, to);
            return;
        }
        for (Optional<String> next = feedAfter(""); next.isPresent(); next = feedAfter(next.get())) {
            each(next.get(), 0, last, to);
        }
    }

    private Optional<String> feedAfter(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT MIN(feed) FROM job WHERE feed > :feed")
                .bind("feed", feed)
                .mapTo(String.class)
                .findOne());
    }

    /** Gives those of a part of an audit. */
    public void in(AuditParts.Part part, Consumer<LedgerEntry> to) {
        each(part.feed(), part.first(), part.last(), to);
    }

    private void each(String feed, long first, long last, Consumer<LedgerEntry> to) {
        long from = first;
        List<Row> jobs;
        do {
            jobs = page(feed, from, last);
            jobs.stream().map(Row::job).filter(wanted).forEach(to);
            from = jobs.isEmpty() ? last : jobs.get(jobs.size() - 1).place() + 1;
        } while (jobs.size() == PAGE);
    }

    private List<Row> page(String feed, long first, long last) {
        List<Row> rows = jdbi.withHandle(handle -> handle.createQuery(sql)
                .bindMap(values)
                .bind("feed", feed)
                .bind("first", first)
                .bind("last", last)
                .map((row, context) -> new Row(
                        row.getLong("place"), LedgerRows.entry(row, locations, List.of()), file(row, locations)))
                .list());
        List<Row> jobs = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= rows.size(); i++) {
            if (i == rows.size() || rows.get(i).place() != rows.get(from).place()) {
                jobs.add(merged(rows.subList(from, i)));
                from = i;
            }
        }
        return jobs;
    }

    private static @Nullable DeliveredFile file(ResultSet row, Locations locations) throws SQLException {
        String name = row.getString("file_name");
        return name == null
                ? null
                : new DeliveredFile(
                        name,
                        row.getLong("file_bytes"),
                        row.getString("file_sha256"),
                        locations.now(row.getString("file_location")));
    }

    // A row for each file of a job.
    private static Row merged(List<Row> rows) {
        List<DeliveredFile> files = new ArrayList<>();
        for (Row row : rows) {
            DeliveredFile file = row.file();
            if (file != null) {
                files.add(file);
            }
        }
        return new Row(rows.get(0).place(), rows.get(0).job().with(files), null);
    }
}
