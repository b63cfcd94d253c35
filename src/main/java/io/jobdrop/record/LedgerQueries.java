package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the ledger answers without changing anything. */
public final class LedgerQueries {
    /** Whether something is still to be done for a job, without anybody asking for it. */
    static final String UNFINISHED = "state IN ('open', 'due', 'delivering', 'held')";

    /** Whether a job should be looked at now: not finished, not in flight, not waiting for a later attempt. */
    static final String OFFERABLE = "(" + UNFINISHED
            + " AND (state <> 'delivering' OR lease_until < :now OR lease_until > :farthest)"
            + " AND (next_attempt_at IS NULL OR next_attempt_at <= :now OR next_attempt_at > :farthest))";

    private final Jdbi jdbi;
    private final Locations locations;
    private final JobCounts counts;
    private final Clock clock;
    private final RetryPolicy retries;

    LedgerQueries(LedgerDatabase database, Clock clock, RetryPolicy retries) {
        this.jdbi = database.jdbi();
        this.locations = database.locations();
        this.counts = database.counts();
        this.clock = clock;
        this.retries = retries;
    }

    /** Nothing waits longer than this: a later time was written before the clock was set back. */
    static long farthest(Clock clock, RetryPolicy retries) {
        return clock.millis() + LedgerClaims.LEASE.plus(retries.maxBackoff()).toMillis();
    }

    /** The ids of a feed that should be looked at now, oldest first. */
    public List<String> offerable(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT job_id FROM job WHERE feed = :feed AND " + OFFERABLE
                        + " ORDER BY first_seen_at, job_id")
                .bind("feed", feed)
                .bind("now", clock.millis())
                .bind("farthest", farthest(clock, retries))
                .mapTo(String.class)
                .list());
    }

    /** The ids of a feed's jobs whose delivery is under way, or waits for its next attempt. */
    public List<String> begun(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT job_id FROM job WHERE feed = :feed AND state IN ('due', 'delivering')")
                .bind("feed", feed)
                .mapTo(String.class)
                .list());
    }

    /** The state of one job; empty when it is unknown. */
    public Optional<JobState> state(String feed, String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT state FROM job WHERE feed = :feed AND job_id = :id")
                .bind("feed", feed)
                .bind("id", KnownIds.of(handle, feed, id))
                .mapTo(String.class)
                .findOne()
                .map(JobState::of));
    }

    /** Why a job is held; empty when it is not. */
    public String heldFor(Job job) {
        return jdbi.withHandle(handle -> heldFor(handle, job)).orElse("");
    }

    /** The same; without a value when the job is unknown. */
    static Optional<String> heldFor(Handle handle, Job job) {
        return handle.createQuery("SELECT CASE WHEN state = 'held' THEN COALESCE(error, '') ELSE '' END FROM job"
                        + " WHERE feed = ? AND job_id = ?")
                .bind(0, job.feed())
                .bind(1, job.id())
                .map((row, context) -> row.getString(1))
                .findOne();
    }

    /** Why the attempt before this one did not deliver a job; empty when this is the first since people asked for it. */
    public Optional<String> lastReason(Job job) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT error FROM job WHERE feed = :feed AND job_id = :id"
                        + " AND state IN ('due', 'delivering') AND error IS NOT NULL AND attempts > :own")
                .bind("feed", job.feed())
                .bind("id", job.id())
                .bind("own", job.claim() == null ? 0 : 1)
                .mapTo(String.class)
                .findOne());
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

    /** How many jobs each feed has in each state; the number of settled ones may be some minutes old in a large ledger. */
    public Map<String, Map<JobState, Integer>> counts() {
        return jdbi.withHandle(counts::of);
    }

    /** How many jobs were given up, for each feed that has some. */
    public Map<String, Integer> gaveUp() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT feed, COUNT(*) AS jobs FROM job <by_job_state> WHERE state = 'gave-up' GROUP BY feed")
                .map((row, context) -> Map.entry(row.getString("feed"), row.getInt("jobs")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The job of a feed in a state that was seen first; empty when there is none. */
    public Optional<LedgerEntry> oldest(String feed, JobState state) {
        return jobs("feed = :feed AND state = :state", Map.of("feed", feed, "state", state.word()), 1).stream()
                .findFirst();
    }

    /**
     * Notifications of a feed that could not be sent so far.
     *
     * @param since when the oldest of them happened
     * @param error why one of them could not be sent
     */
    public record Unsent(String feed, int count, Instant since, String error) {}

    /** The feeds whose notifications could not be sent so far. */
    public List<Unsent> unsent() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT feed, COUNT(*) AS notices, MIN(time) AS since,"
                        + " MAX(error) AS error FROM outbox WHERE error IS NOT NULL GROUP BY feed ORDER BY feed")
                .map((row, context) -> new Unsent(
                        row.getString("feed"),
                        row.getInt("notices"),
                        Instant.ofEpochMilli(row.getLong("since")),
                        row.getString("error")))
                .list());
    }

    /** The last attempts to deliver a job, the last one first; empty for an unknown job, and for those of old versions. */
    public List<Attempt> attempts(String feed, String id) {
        return jdbi.withHandle(handle -> Attempts.of(handle, feed, KnownIds.of(handle, feed, id)));
    }

    /**
     * When the next waiting job of a feed is to be tried again, among those that became due after a time.
     *
     * @param after in milliseconds since 1970, as the answer; a job that an earlier poll should have offered by then
     *     is no longer on the vendor's list, and waits for it to come back
     */
    public OptionalLong nextAttempt(String feed, long after) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT MIN(next_attempt_at) FROM job WHERE feed = :feed"
                        + " AND state IN ('due', 'open') AND next_attempt_at > :after")
                .bind("feed", feed)
                .bind("after", after)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
    }

    /** When the last lease of other processes than this one on jobs of a feed is over, in milliseconds since 1970. */
    public OptionalLong leaseEnd(String feed, String owner) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT MAX(lease_until) FROM job WHERE feed = :feed"
                        + " AND state = 'delivering' AND owner <> :owner")
                .bind("feed", feed)
                .bind("owner", owner)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
    }

    /**
     * When the last waiting job became due, in milliseconds since 1970, for each feed that has one. A job in delivery is
     * due when its lease is over.
     */
    public Map<String, Long> becameDue() {
        return jdbi.withHandle(handle -> DueFeeds.of(handle, clock.millis()));
    }

    /** How many jobs of a feed were delivered since a time. */
    public long deliveredSince(String feed, Instant since) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT COUNT(*) FROM job WHERE feed = :feed AND delivered_at >= :since")
                        .bind("feed", feed)
                        .bind("since", since.toEpochMilli())
                        .mapTo(Long.class)
                        .one());
    }

    /** What a reader of a run's report wants to see: what it changed, and what is not finished. */
    public List<LedgerEntry> news(String feed, Instant since, int limit) {
        return jobs(
                "feed = :feed AND (state NOT IN ('delivered', 'empty', 'failed', 'dismissed') OR delivered_at >= :since"
                        + " OR (state <> 'delivered' AND first_seen_at >= :since))",
                Map.of("feed", feed, "since", since.toEpochMilli()),
                limit);
    }

    /** Jobs in the order in which they were first seen; of one feed and in one state, where these are given. */
    public List<LedgerEntry> jobs(@Nullable String feed, @Nullable JobState state) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> conditions = new ArrayList<>(List.of("pruned_at IS NULL"));
        if (feed != null) {
            conditions.add("feed = :feed");
            values.put("feed", feed);
        }
        if (state != null) {
            conditions.add("state = :state");
            values.put("state", state.word());
        }
        return jobs(String.join(" AND ", conditions), values, Integer.MAX_VALUE);
    }

    /** Some jobs that were delivered before a time, in any order. */
    public List<LedgerEntry> deliveredBefore(Instant time, int limit) {
        return jdbi.withHandle(handle -> LedgerRows.deliveredBefore(handle, locations, time.toEpochMilli(), limit));
    }

    private List<LedgerEntry> jobs(String condition, Map<String, Object> values, int limit) {
        return jdbi.withHandle(handle -> LedgerRows.of(handle, locations, condition, values, limit));
    }

    /** Pages of jobs, for people who look for some. */
    public JobSearch search() {
        return new JobSearch(jdbi, locations);
    }
}
