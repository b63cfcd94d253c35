package io.jobdrop.record;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.EventType;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Writes what others are to be told, in the transaction in which it happens: both survive, or neither does. What nobody
 * wants to know is not written. {@link WaitingNotices} gives the notices out.
 */
public final class Outbox {
    /** Nobody wants to know anything. */
    public static final Outbox NONE = new Outbox(feed -> Set.of(), Clock.systemUTC());

    /** A longer manifest is told by its place: receivers have limits, such as 1 MB for a message of Kafka. */
    static final int LONGEST_MANIFEST = 256 << 10;

    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    private final Function<String, Set<EventType>> wanted;
    private final Clock clock;

    /** With the events of each feed that somebody wants to know. */
    public Outbox(Function<String, Set<EventType>> wanted, Clock clock) {
        this.wanted = wanted;
        this.clock = clock;
    }

    private record Row(
            ObjectNode data, EventType event, @Nullable String told) {
        // A job may come to an end again, after people have retried it or for a new revision.
        boolean isNews() {
            return event == EventType.DELIVERED
                    || event == EventType.GAVE_UP
                    || told == null
                    || !Reason.isSame(told, text());
        }

        String text() {
            String reason = data.path("reason").asText("");
            return reason.isEmpty() || data.path("reason").isNull() ? event.word() : event.word() + ": " + reason;
        }
    }

    /** Takes note of the state to which a job has come. */
    void moved(Handle handle, String feed, String id, JobState to) {
        add(handle, feed, id, to, null);
    }

    /** Takes note of a job that was delivered. */
    void delivered(Handle handle, String feed, String id, Delivery delivery) {
        add(handle, feed, id, JobState.DELIVERED, delivery);
    }

    private void add(Handle handle, String feed, String id, JobState to, @Nullable Delivery delivery) {
        Set<EventType> events = wanted.apply(feed);
        if (events.isEmpty()) {
            return;
        }
        Optional<EventType> event = EventType.of(to);
        if (event.isPresent()) {
            Row row = row(handle, feed, id, event.get());
            if (row.isNews()) {
                tell(handle, feed, id, row.text());
                if (events.contains(row.event())) {
                    write(handle, feed, id, row.event(), data(row.data(), delivery));
                }
            }
        } else if (to == JobState.OPEN) {
            tell(handle, feed, id, null);
        }
    }

    private static Row row(Handle handle, String feed, String id, EventType event) {
        return handle.createQuery("SELECT * FROM job" + KEY)
                .bind("feed", feed)
                .bind("id", id)
                .map((row, context) -> new Row(data(row), event, row.getString("told")))
                .one();
    }

    // The names of jobdrop jobs --json, but for the reason.
    private static ObjectNode data(ResultSet row) throws SQLException {
        long next = row.getLong("next_attempt_at");
        String nextAt = row.wasNull() ? null : Instant.ofEpochMilli(next).toString();
        return JsonNodeFactory.instance
                .objectNode()
                .put("feed", row.getString("feed"))
                .put("jobId", row.getString("job_id"))
                .put("state", row.getString("state"))
                .put("status", row.getString("status"))
                .put("reason", row.getString("error"))
                .put("attempts", row.getInt("attempts"))
                .put("nextAttemptAt", nextAt);
    }

    private static String data(ObjectNode job, @Nullable Delivery delivery) {
        if (delivery == null) {
            return job.toString();
        }
        String content = delivery.content();
        return content != null && content.length() <= LONGEST_MANIFEST
                ? content
                : job.put("manifest", delivery.manifest()).toString();
    }

    private static void tell(Handle handle, String feed, String id, @Nullable String text) {
        handle.createUpdate("UPDATE job SET told = :told" + KEY)
                .bind("told", text)
                .bind("feed", feed)
                .bind("id", id)
                .execute();
    }

    /**
     * Takes note of the end of a poll.
     *
     * @param error what failed, without secrets; null when it went well
     */
    void polled(Jdbi jdbi, String feed, @Nullable String error) {
        Set<EventType> events = wanted.apply(feed);
        if (events.contains(EventType.POLL_FAILED) || events.contains(EventType.POLL_RECOVERED)) {
            jdbi.useTransaction(handle -> polled(handle, feed, error));
        }
    }

    private void polled(Handle handle, String feed, @Nullable String error) {
        Optional<String> before = handle.createQuery("SELECT reason FROM failing_poll WHERE feed = :feed")
                .bind("feed", feed)
                .mapTo(String.class)
                .findOne();
        if (error == null && before.isPresent()) {
            handle.execute("DELETE FROM failing_poll WHERE feed = ?", feed);
            write(handle, feed, EventType.POLL_RECOVERED, before.get());
        } else if (error != null
                && before.filter(known -> Reason.isSame(known, error)).isEmpty()) {
            handle.execute(
                    "INSERT INTO failing_poll (feed, reason) VALUES (?, ?)"
                            + " ON CONFLICT (feed) DO UPDATE SET reason = excluded.reason",
                    feed,
                    error);
            write(handle, feed, EventType.POLL_FAILED, error);
        }
    }

    private void write(Handle handle, String feed, EventType event, String reason) {
        if (wanted.apply(feed).contains(event)) {
            ObjectNode data = JsonNodeFactory.instance.objectNode().put("feed", feed);
            write(handle, feed, "", event, data.put("reason", reason).toString());
        }
    }

    private void write(Handle handle, String feed, String id, EventType event, String data) {
        handle.createUpdate("INSERT INTO outbox (id, feed, job_id, type, time, data, next_at)"
                        + " VALUES (:uuid, :feed, :id, :type, :now, :data, :now)")
                .bind("uuid", UUID.randomUUID().toString())
                .bind("feed", feed)
                .bind("id", id)
                .bind("type", event.word())
                .bind("now", clock.millis())
                .bind("data", data)
                .execute();
    }
}
