package io.jobdrop.record;

import io.jobdrop.job.Job;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the ledger knows of the vendors' lists: the jobs of a page, those beyond it, and how the last scan went. */
public final class ListedJobs {
    private static final Logger LOG = LoggerFactory.getLogger(ListedJobs.class);
    private static final int QUERY_SIZE = 500;

    private final Jdbi jdbi;
    private final Jdbi notes;
    private final Clock clock;
    private final RetryPolicy retries;
    private final ListedRows rows;

    public ListedJobs(LedgerDatabase database, Clock clock, RetryPolicy retries) {
        this.jdbi = database.jdbi();
        this.notes = database.notes();
        this.clock = clock;
        this.retries = retries;
        this.rows = new ListedRows(clock, retries);
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

    /** A scan that went to the list's end. */
    public record FullScan(Instant beganAt, boolean newestFirst) {}

    /**
     * Looks up the jobs of one page. Those seen for the first time are entered as open. A job that is over is offerable
     * when the page says that it is completed, and the ledger has not heard that statement before.
     */
    public Page page(List<Job> jobs, int number) {
        Map<String, Job> byId = new LinkedHashMap<>();
        jobs.forEach(job -> byId.putIfAbsent(job.id(), job));
        List<String> ids = List.copyOf(byId.keySet());
        Map<String, ListedRow> shown = new HashMap<>();
        for (int from = 0; from < ids.size(); from += QUERY_SIZE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + QUERY_SIZE));
            String feed = jobs.get(0).feed();
            Map<String, ListedRow> part = notes.inTransaction(handle -> rows.show(handle, feed, some, byId, number));
            ListedRows.tell(feed, part, byId);
            shown.putAll(part);
        }
        Set<String> wanted = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        boolean finished = true;
        for (Map.Entry<String, ListedRow> entry : shown.entrySet()) {
            ListedRow row = entry.getValue();
            boolean again = row.isToldAnew(byId.get(entry.getKey()));
            if (row.isOfferable() || again) {
                wanted.add(row.id());
            }
            if (!row.isKnown()) {
                unknown.add(row.id());
            }
            finished &= row.isFinished() && !again;
        }
        return new Page(
                jobs.stream()
                        .map(job -> job.named(
                                Objects.requireNonNull(shown.get(job.id())).id()))
                        .filter(job -> wanted.remove(job.id()))
                        .toList(),
                unknown.size(),
                finished);
    }

    /** Those of jobs without a page that somebody should look at. */
    public List<Job> offerable(List<Job> jobs) {
        return jobs.stream()
                .filter(job -> jdbi.withHandle(handle -> rows.known(handle, job.feed(), List.of(job.id()))).stream()
                        .anyMatch(row -> row.isOfferable() || row.isToldAnew(job)))
                .toList();
    }

    /** Takes note of how the list contradicts itself about a job, and tells of it once. */
    public void contradicted(Job job, String remark) {
        int changed = notes.inTransaction(handle -> handle.createUpdate("UPDATE job SET remark = :remark"
                        + " WHERE feed = :feed AND job_id = :id AND (remark IS NULL OR remark <> :remark)")
                .bind("remark", remark)
                .bind("feed", job.feed())
                .bind("id", job.id())
                .execute());
        if (changed > 0) {
            LOG.warn("{}: {}; the most advanced statement counts", job, remark);
        }
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

    /** The last scan over a feed's list that went to its end; empty before the first. */
    public Optional<FullScan> fullWalk(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT walked_at, newest_first FROM list_walk WHERE feed = :feed")
                .bind("feed", feed)
                .map((row, context) ->
                        new FullScan(Instant.ofEpochMilli(row.getLong("walked_at")), row.getInt("newest_first") == 1))
                .findOne());
    }

    /**
     * Takes note of a scan that went to the list's end, of the unfinished jobs that no page showed any more, and of
     * those about which the list does not contradict itself any more.
     */
    public void walked(String feed, FullScan scan, Predicate<String> shown, Predicate<String> contradicted) {
        notes.useTransaction(handle -> {
            handle.createUpdate("INSERT INTO list_walk (feed, walked_at, newest_first) VALUES (:feed, :at, :newest)"
                            + " ON CONFLICT (feed) DO UPDATE SET walked_at = :at, newest_first = :newest")
                    .bind("feed", feed)
                    .bind("at", scan.beganAt().toEpochMilli())
                    .bind("newest", scan.newestFirst() ? 1 : 0)
                    .execute();
            String waiting = "(list_page IS NOT NULL OR (missing_since IS NULL AND state IN ('due', 'delivering')))";
            ids(handle, feed, waiting + " AND " + LedgerQueries.UNFINISHED).stream()
                    .filter(shown.negate())
                    .forEach(id -> handle.createUpdate("UPDATE job SET list_page = NULL,"
                                    + " missing_since = COALESCE(missing_since, :at)"
                                    + " WHERE feed = :feed AND job_id = :id")
                            .bind("at", scan.beganAt().toEpochMilli())
                            .bind("feed", feed)
                            .bind("id", id)
                            .execute());
            Marks.walked(handle, feed, scan.beganAt(), shown);
            ids(handle, feed, "remark IS NOT NULL").stream()
                    .filter(contradicted.negate())
                    .forEach(id -> handle.createUpdate(
                                    "UPDATE job SET remark = NULL WHERE feed = :feed AND job_id = :id")
                            .bind("feed", feed)
                            .bind("id", id)
                            .execute());
        });
    }

    /** The jobs that wait to be delivered, and that the last full scan did not find; none that is in delivery. */
    public List<String> missing(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT job_id FROM job WHERE feed = :feed"
                        + " AND missing_since IS NOT NULL AND list_page IS NULL"
                        + " AND (state = 'due' OR (state = 'delivering' AND lease_until < :now))")
                .bind("feed", feed)
                .bind("now", clock.millis())
                .mapTo(String.class)
                .list());
    }

    private static List<String> ids(Handle handle, String feed, String condition) {
        return handle.createQuery("SELECT job_id FROM job WHERE feed = :feed AND " + condition)
                .bind("feed", feed)
                .mapTo(String.class)
                .list();
    }
}
