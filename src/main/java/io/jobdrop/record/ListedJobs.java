package io.jobdrop.record;

import io.jobdrop.job.Job;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of the vendors' lists: the jobs of a page, those beyond it, and how the last walk went. */
public final class ListedJobs {
    private static final int QUERY_SIZE = 500;

    private final Jdbi jdbi;
    private final Jdbi notes;
    private final Clock clock;
    private final RetryPolicy retries;

    public ListedJobs(LedgerDatabase database, Clock clock, RetryPolicy retries) {
        this.jdbi = database.jdbi();
        this.notes = database.notes();
        this.clock = clock;
        this.retries = retries;
    }

    /**
     * A page of a list as the ledger sees it.
     *
     * @param offerable the jobs that somebody should look at, in the page's order
     * @param unknown how many jobs the ledger had not seen before
     * @param finished whether nothing will ever be done for any of its jobs, unless people ask for it
     */
    public record Page(List<Job> offerable, int unknown, boolean finished) {}

    /**
     * A job that should be looked at, wherever it is.
     *
     * @param page the page that showed it last; empty when none did
     */
    public record Wanted(String id, OptionalInt page, Instant firstSeenAt) {}

    /** A walk that went to the list's end. */
    public record FullWalk(Instant beganAt, boolean newestFirst) {}

    /** Looks up the jobs of one page. Those seen for the first time are entered as open. */
    public Page page(List<Job> jobs, int number) {
        Map<String, Boolean> wanted = new HashMap<>();
        int unknown = 0;
        boolean finished = true;
        List<String> ids = jobs.stream().map(Job::id).distinct().toList();
        for (int from = 0; from < ids.size(); from += QUERY_SIZE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + QUERY_SIZE));
            List<Row> rows =
                    notes.inTransaction(handle -> rows(handle, jobs.get(0).feed(), some, number));
            for (Row row : rows) {
                wanted.put(row.id(), row.offerable());
                unknown += row.known() ? 0 : 1;
                finished &= row.finished();
            }
        }
        return new Page(
                jobs.stream()
                        .filter(job -> Boolean.TRUE.equals(wanted.remove(job.id())))
                        .toList(),
                unknown,
                finished);
    }

    private record Row(
            String id,
            boolean known,
            boolean offerable,
            boolean finished,
            @Nullable Integer page) {}

    private List<Row> rows(Handle handle, String feed, List<String> ids, int number) {
        List<Row> rows = new ArrayList<>(handle.createQuery("SELECT job_id, list_page, CASE WHEN "
                        + LedgerQueries.OFFERABLE + " THEN 1 ELSE 0 END AS offerable, CASE WHEN "
                        + LedgerQueries.UNFINISHED + " THEN 0 ELSE 1 END AS finished"
                        + " FROM job WHERE feed = :feed AND job_id IN (<ids>)")
                .bind("feed", feed)
                .bind("now", clock.millis())
                .bind("farthest", LedgerQueries.farthest(clock, retries))
                .bindList("ids", ids)
                .map((row, context) -> new Row(
                        row.getString("job_id"),
                        true,
                        row.getInt("offerable") == 1,
                        row.getInt("finished") == 1,
                        (Integer) row.getObject("list_page")))
                .list());
        Set<String> unknown = new HashSet<>(ids);
        rows.forEach(row -> unknown.remove(row.id()));
        JobLedger.enter(handle, feed, unknown, clock.millis());
        unknown.forEach(id -> rows.add(new Row(id, false, true, false, null)));
        rows.stream()
                .filter(row -> !row.finished() && !Integer.valueOf(number).equals(row.page()))
                .forEach(row -> shownOn(handle, feed, row.id(), number));
        return rows;
    }

    private static void shownOn(Handle handle, String feed, String id, @Nullable Integer page) {
        handle.createUpdate("UPDATE job SET list_page = :page WHERE feed = :feed AND job_id = :id")
                .bind("page", page)
                .bind("feed", feed)
                .bind("id", id)
                .execute();
    }

    /** The jobs of a feed that should be looked at now, and that a condition on their ids holds for. */
    public List<Wanted> wanted(String feed, Predicate<String> condition) {
        return jdbi
                .withHandle(handle -> handle.createQuery(
                                "SELECT job_id, list_page, first_seen_at FROM job WHERE feed = :feed AND "
                                        + LedgerQueries.OFFERABLE + " ORDER BY first_seen_at, job_id")
                        .bind("feed", feed)
                        .bind("now", clock.millis())
                        .bind("farthest", LedgerQueries.farthest(clock, retries))
                        .map((row, context) -> new Wanted(
                                row.getString("job_id"),
                                row.getObject("list_page") == null
                                        ? OptionalInt.empty()
                                        : OptionalInt.of(row.getInt("list_page")),
                                Instant.ofEpochMilli(row.getLong("first_seen_at"))))
                        .list())
                .stream()
                .filter(job -> condition.test(job.id()))
                .toList();
    }

    /** The last walk over a feed's list that went to its end; empty before the first. */
    public Optional<FullWalk> fullWalk(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT walked_at, newest_first FROM list_walk WHERE feed = :feed")
                .bind("feed", feed)
                .map((row, context) ->
                        new FullWalk(Instant.ofEpochMilli(row.getLong("walked_at")), row.getInt("newest_first") == 1))
                .findOne());
    }

    /** Takes note of a walk that went to the list's end, and of the unfinished jobs that no page showed. */
    public void walked(String feed, FullWalk walk, Predicate<String> shown) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("INSERT INTO list_walk (feed, walked_at, newest_first) VALUES (:feed, :at, :newest)"
                            + " ON CONFLICT (feed) DO UPDATE SET walked_at = :at, newest_first = :newest")
                    .bind("feed", feed)
                    .bind("at", walk.beganAt().toEpochMilli())
                    .bind("newest", walk.newestFirst() ? 1 : 0)
                    .execute();
            handle
                    .createQuery("SELECT job_id FROM job WHERE feed = :feed AND list_page IS NOT NULL AND "
                            + LedgerQueries.UNFINISHED)
                    .bind("feed", feed)
                    .mapTo(String.class)
                    .list()
                    .stream()
                    .filter(shown.negate())
                    .forEach(id -> shownOn(handle, feed, id, null));
        });
    }
}
