package io.jobdrop.record;

import io.jobdrop.job.EventType;
import io.jobdrop.record.Notice.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The notices that wait in the outbox to be sent. One process at a time sends those of a ledger. */
public final class WaitingNotices {
    private final Jdbi jdbi;

    public WaitingNotices(LedgerDatabase database) {
        this.jdbi = database.jdbi();
    }

    /** Makes all of them due, as if none had been tried: receivers may be there again. */
    public void makeDue() {
        jdbi.useHandle(handle -> handle.execute("UPDATE outbox SET tries = 0, next_at = 0 WHERE next_at > 0"));
    }

    /** Whether there is none at all. */
    public boolean isEmpty() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT number FROM outbox LIMIT 1")
                .mapTo(Long.class)
                .findFirst()
                .isEmpty());
    }

    /**
     * The next one of a feed that is due: of those that were tried least often, the oldest. A later one of a job waits for
     * the earlier one, and so do those of polls.
     */
    public Optional<Notice> next(String feed, Instant now) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT * FROM outbox AS notice WHERE feed = :feed AND next_at <= :now"
                                + " AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.feed = notice.feed"
                                + " AND earlier.job_id = notice.job_id AND earlier.number < notice.number)"
                                + " ORDER BY tries, number LIMIT 1")
                        .bind("feed", feed)
                        .bind("now", now.toEpochMilli())
                        .map((row, context) -> notice(row))
                        .findOne());
    }

    private static Notice notice(ResultSet row) throws SQLException {
        EventType type = EventType.of(row.getString("type")).orElseThrow();
        return new Notice(
                row.getLong("number"),
                row.getString("id"),
                row.getString("feed"),
                row.getString("job_id"),
                new Event(type, Instant.ofEpochMilli(row.getLong("time"))),
                row.getString("data"),
                row.getInt("tries"));
    }

    /** Removes one that was sent. */
    public void sent(Notice notice) {
        jdbi.useHandle(handle -> handle.execute("DELETE FROM outbox WHERE number = ?", notice.number()));
    }

    /** Keeps one that could not be sent; {@code error} says why, without secrets. */
    public void failed(Notice notice, String error, Instant next) {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE outbox SET tries = tries + 1, next_at = ?, error = ? WHERE number = ?",
                next.toEpochMilli(),
                error,
                notice.number()));
    }

    /**
     * Drops those that are too old, and the oldest where there are too many.
     *
     * @param oldest what happened before is dropped
     * @param most so many may wait
     * @return how many of each feed were dropped
     */
    public Map<String, Integer> drop(Instant oldest, int most) {
        return jdbi.inTransaction(handle -> {
            Map<String, Integer> dropped = new LinkedHashMap<>();
            count(handle, dropped, "time < ?", oldest.toEpochMilli());
            count(handle, dropped, "number <= (SELECT number FROM outbox ORDER BY number DESC LIMIT 1 OFFSET ?)", most);
            return dropped;
        });
    }

    private static void count(Handle handle, Map<String, Integer> dropped, String which, long value) {
        handle.createQuery("DELETE FROM outbox WHERE " + which + " RETURNING feed")
                .bind(0, value)
                .mapTo(String.class)
                .forEach(feed -> dropped.merge(feed, 1, Integer::sum));
    }
}
