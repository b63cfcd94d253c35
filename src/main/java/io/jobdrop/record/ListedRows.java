package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger's rows of jobs that a vendor's list shows, and what a page changes in them. */
final class ListedRows {
    private static final Logger LOG = LoggerFactory.getLogger(ListedRows.class);

    private final Clock clock;
    private final RetryPolicy retries;

    ListedRows(Clock clock, RetryPolicy retries) {
        this.clock = clock;
        this.retries = retries;
    }

    /**
     * The rows of jobs that a page shows, by the ids that the vendor gives: a row may know its job in letters of another
     * case. Jobs without a row are entered, and what the page tells of the others is noted.
     *
     * @param jobs the entries of the page by their ids
     * @param number the page
     */
    Map<String, ListedRow> show(Handle handle, String feed, List<String> ids, Map<String, Job> jobs, int number) {
        Map<String, ListedRow> rows = new HashMap<>();
        known(handle, feed, ids).forEach(row -> rows.put(row.id(), row));
        Set<String> unknown = new LinkedHashSet<>(ids);
        unknown.removeAll(rows.keySet());
        Map<String, String> others = KnownIds.inOtherCase(handle, feed, unknown);
        unknown.removeAll(others.keySet());
        JobLedger.enter(handle, feed, unknown, clock.millis());
        unknown.forEach(id -> rows.put(id, ListedRow.unseen(id)));
        if (!others.isEmpty()) {
            Map<String, ListedRow> there = new HashMap<>();
            known(handle, feed, Set.copyOf(others.values())).forEach(row -> there.put(row.id(), row));
            others.forEach((id, other) -> rows.put(id, Objects.requireNonNull(there.get(other))));
        }
        rows.replaceAll((id, row) -> {
            Job job = Objects.requireNonNull(jobs.get(id));
            return row.isRevised(job) ? revised(handle, job, row) : row;
        });
        rows.forEach((id, row) -> {
            if (!row.isFinished() && !row.isPlacedOn(number)) {
                shownOn(handle, feed, row.id(), number);
            }
            row.completedAnew(jobs.get(id)).ifPresent(at -> completedAgain(handle, feed, row, at));
        });
        return rows;
    }

    /** The rows of jobs as the ledger knows them; none for an id that it does not know. */
    List<ListedRow> known(Handle handle, String feed, Collection<String> ids) {
        return handle.createQuery(
                        "SELECT job_id, state, list_page, missing_since, said, said_completed_at, revision, CASE WHEN "
                                + LedgerQueries.OFFERABLE + " THEN 1 ELSE 0 END AS offerable, CASE WHEN "
                                + LedgerQueries.UNFINISHED + " THEN 0 ELSE 1 END AS finished"
                                + " FROM job WHERE feed = :feed AND job_id IN (<ids>)")
                .bind("feed", feed)
                .bind("now", clock.millis())
                .bind("farthest", LedgerQueries.farthest(clock, retries))
                .bindList("ids", ids)
                .map((row, context) -> new ListedRow(
                        row.getString("job_id"),
                        standing(row),
                        row.getObject("missing_since") == null ? (Integer) row.getObject("list_page") : null,
                        row.getString("said"),
                        row.getString("said_completed_at"),
                        row.getString("revision")))
                .list();
    }

    private static ListedRow.Standing standing(ResultSet row) throws SQLException {
        JobState state = JobState.of(row.getString("state"));
        if (state == JobState.DELIVERED || state == JobState.DISMISSED) {
            return state == JobState.DELIVERED ? ListedRow.Standing.DELIVERED : ListedRow.Standing.DISMISSED;
        }
        if (row.getInt("finished") == 1) {
            return ListedRow.Standing.OVER;
        }
        return row.getInt("offerable") == 1 ? ListedRow.Standing.OFFERABLE : ListedRow.Standing.WAITING;
    }

    // A new revision is a delivery with the next number. One that is under way ends as it began.
    private ListedRow revised(Handle handle, Job job, ListedRow row) {
        String again = " state = 'delivered' AND revision IS NOT NULL ";
        int noted = handle.createUpdate("UPDATE job SET revision = :revision,"
                        + " delivery = CASE WHEN revision IS NULL THEN delivery ELSE delivery + 1 END,"
                        + " state = CASE WHEN" + again + "THEN 'due' ELSE state END,"
                        + " attempts = CASE WHEN" + again + "THEN 0 ELSE attempts END,"
                        + " fruitless = CASE WHEN" + again + "THEN 0 ELSE fruitless END,"
                        + " staged = CASE WHEN" + again + "THEN 0 ELSE staged END,"
                        + " pruned_at = CASE WHEN" + again + "THEN NULL ELSE pruned_at END,"
                        + " undelivered_since = CASE WHEN" + again + "THEN :now ELSE undelivered_since END"
                        + " WHERE feed = :feed AND job_id = :id AND state <> 'delivering'")
                .bind("now", clock.millis())
                .bind("revision", Objects.requireNonNull(job.listed().said()).revision())
                .bind("feed", job.feed())
                .bind("id", row.id())
                .execute();
        return noted == 0 ? row : row.revised();
    }

    /** Tells of delivered jobs that a page shows as completed anew, once the page is noted. */
    static void tell(String feed, Map<String, ListedRow> rows, Map<String, Job> jobs) {
        rows.forEach((id, row) -> {
            String before = row.completedAt();
            Optional<String> again = row.completedAnew(jobs.get(id));
            // What an older version delivered has no time yet: it is the one that is shown now.
            if (again.isPresent() && before != null && !before.isEmpty()) {
                LOG.warn(
                        "{} job {}: it was delivered, and the vendor says now that it was completed at {}; before it said"
                                + " {}. It is not delivered again",
                        feed,
                        row.id(),
                        again.get(),
                        before);
            }
        });
    }

    private static void completedAgain(Handle handle, String feed, ListedRow row, String at) {
        handle.createUpdate("UPDATE job SET said_completed_at = :at WHERE feed = :feed AND job_id = :id")
                .bind("at", at)
                .bind("feed", feed)
                .bind("id", row.id())
                .execute();
    }

    private static void shownOn(Handle handle, String feed, String id, int page) {
        handle.createUpdate(
                        "UPDATE job SET list_page = :page, missing_since = NULL WHERE feed = :feed AND job_id = :id")
                .bind("page", page)
                .bind("feed", feed)
                .bind("id", id)
                .execute();
    }
}
