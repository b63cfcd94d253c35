package io.jobdrop.record;

import io.jobdrop.job.JobState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Pages of jobs, newest first, for people who look for some. Each page is found by an index, however many jobs there are;
 * a text is looked for among a bounded number of jobs at a time.
 */
public final class JobSearch {
    /** Among how many jobs one page looks for a text. */
    public static final int REACH = 20_000;

    private static final String UNDELIVERED = "SELECT * FROM job <by_job_undelivered>"
            + " WHERE undelivered_since IS NOT NULL AND state IN ('due', 'delivering', 'held', 'gave-up')"
            + " ORDER BY undelivered_since LIMIT :limit";

    private final Jdbi jdbi;
    private final Locations locations;

    JobSearch(Jdbi jdbi, Locations locations) {
        this.jdbi = jdbi;
        this.locations = locations;
    }

    /**
     * Which jobs are wanted.
     *
     * @param feed of this feed; of any when null
     * @param state in this state; in any when null
     * @param text a part of the job's id or of a file's name; any when empty
     */
    public record Wanted(@Nullable String feed, @Nullable JobState state, String text) {}

    /**
     * A page.
     *
     * @param next where the next page begins; nothing after the last one
     */
    public record Page(List<LedgerEntry> jobs, OptionalLong next) {}

    private record Found(long position, LedgerEntry job) {}

    /** The jobs that are completed and not delivered, oldest first. */
    public List<LedgerEntry> undelivered(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(UNDELIVERED)
                .bind("limit", limit)
                .map((row, context) -> LedgerRows.entry(row, handle, locations))
                .list());
    }

    /** One job, by its exact id. */
    public Optional<LedgerEntry> job(String feed, String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM job WHERE feed = :feed AND job_id = :id")
                .bind("feed", feed)
                .bind("id", KnownIds.of(handle, feed, id))
                .map((row, context) -> LedgerRows.entry(row, handle, locations))
                .findOne());
    }

    /**
     * A page of jobs, newest first.
     *
     * @param before where it begins: {@link Page#next} of the page before; nothing for the first
     */
    public Page page(Wanted wanted, OptionalLong before, int size) {
        return jdbi.withHandle(handle -> {
            long newest = handle.createQuery("SELECT COALESCE(MAX(rowid), 0) FROM job")
                    .mapTo(Long.class)
                    .one();
            long from = Math.min(before.orElse(Long.MAX_VALUE), newest + 1);
            long after = wanted.text().isEmpty() ? 0 : Math.max(0, from - REACH - 1);
            List<Found> found = handle.createQuery(sql(wanted))
                    .bindMap(values(wanted))
                    .bind("before", from)
                    .bind("after", after)
                    .bind("limit", size + 1)
                    .map((row, context) -> new Found(row.getLong("position"), LedgerRows.entry(row, handle, locations)))
                    .list();
            boolean more = found.size() > size;
            List<Found> shown = more ? found.subList(0, size) : found;
            OptionalLong next = more
                    ? OptionalLong.of(shown.get(size - 1).position())
                    : after > 0 ? OptionalLong.of(after + 1) : OptionalLong.empty();
            return new Page(shown.stream().map(Found::job).toList(), next);
        });
    }

    // Rows are in the order in which the jobs became known.
    static String sql(Wanted wanted) {
        List<String> conditions =
                new ArrayList<>(List.of("job.rowid < :before", "job.rowid > :after", "job.pruned_at IS NULL"));
        String index = "";
        if (wanted.feed() != null) {
            conditions.add("job.feed = :feed");
            index = "job_feed";
        }
        if (wanted.state() != null) {
            conditions.add("job.state = :state");
            index = index.isEmpty() ? "job_state" : "job_feed_state";
        }
        if (!wanted.text().isEmpty()) {
            conditions.add("(job.job_id <like> :text ESCAPE '!' OR EXISTS (SELECT 1 FROM job_file"
                    + " WHERE job_file.feed = job.feed AND job_file.job_id = job.job_id"
                    + " AND job_file.name <like> :text ESCAPE '!'))");
        }
        return "SELECT job.rowid AS position, job.* FROM job " + (index.isEmpty() ? "" : "<by_" + index + ">")
                + " WHERE " + String.join(" AND ", conditions) + " ORDER BY job.rowid DESC LIMIT :limit";
    }

    static String undeliveredSql() {
        return UNDELIVERED;
    }

    private static Map<String, Object> values(Wanted wanted) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (wanted.feed() != null) {
            values.put("feed", wanted.feed());
        }
        if (wanted.state() != null) {
            values.put("state", wanted.state().word());
        }
        if (!wanted.text().isEmpty()) {
            values.put("text", "%" + wanted.text().replaceAll("([!%_])", "!$1") + "%");
        }
        return values;
    }
}
