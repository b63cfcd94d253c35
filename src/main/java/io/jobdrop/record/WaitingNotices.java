package io.jobdrop.record;

import io.jobdrop.job.EventType;
import io.jobdrop.record.Notice.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The notices that wait in the outbox to be sent. Who takes one has it for {@link #HOLD}; when it has not said by then what
 * became of it, it is sent again.
 */
public final class WaitingNotices {
    /** Longer than a receiver may take. */
    static final Duration HOLD = Duration.ofMinutes(2);

    private final Jdbi jdbi;
    private final boolean shared;

    public WaitingNotices(LedgerDatabase database) {
        this.jdbi = database.jdbi();
        this.shared = database.isShared();
    }

    /**
     * Makes all of them due, as if none had been tried: receivers may be there again. What another node may be sending just
     * now is left alone.
     */
    public void makeDue(Instant now) {
        long after = shared ? now.plus(HOLD).toEpochMilli() : 0;
        jdbi.useTransaction(
                handle -> handle.execute("UPDATE outbox SET tries = 0, next_at = 0 WHERE next_at > ?", after));
    }

    /** Whether there is none at all. */
    public boolean isEmpty() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT number FROM outbox LIMIT 1")
                .mapTo(Long.class)
                .findFirst()
                .isEmpty());
    }

    /** Whether a feed has one that is due. */
    public boolean isDue(String feed, Instant now) {
        return jdbi.withHandle(handle -> next(handle, feed, now)).isPresent();
    }

    /**
     * Takes the next one of a feed that is due, when what it tells of survives a loss of power: of those that were tried
     * least often, the oldest. A later one of a job waits
     * for the earlier one, and so do those of polls.
     */
    public Optional<Notice> take(String feed, Instant now) {
        return jdbi.inTransaction(handle -> {
            Optional<Notice> next = next(handle, feed, now);
            next.ifPresent(notice -> handle.execute(
                    "UPDATE outbox SET next_at = ? WHERE number = ?",
                    now.plus(HOLD).toEpochMilli(),
                    notice.number()));
            return next;
        });
    }

    private static Optional<Notice> next(Handle handle, String feed, Instant now) {
        return handle.createQuery("SELECT * FROM outbox AS notice WHERE feed = :feed AND next_at <= :now"
                        + " AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.feed = notice.feed"
                        + " AND earlier.job_id = notice.job_id AND earlier.number < notice.number)"
                        + " ORDER BY tries, number LIMIT 1")
                .bind("feed", feed)
                .bind("now", now.toEpochMilli())
                .map((row, context) -> notice(row))
                .findOne();
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
        jdbi.useTransaction(handle -> handle.execute("DELETE FROM outbox WHERE number = ?", notice.number()));
    }

    /** Keeps one that could not be sent; {@code error} says why, without secrets. */
    public void failed(Notice notice, String error, Instant next) {
        jdbi.useTransaction(handle -> handle.execute(
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
