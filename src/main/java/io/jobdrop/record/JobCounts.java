package io.jobdrop.record;

import io.jobdrop.job.JobState;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;

/**
 * How many jobs each feed has in each state. Jobs that are unfinished or given up are counted each time. The others are
 * counted again when a hundred times as long has passed as that took, or five minutes: over ten million of them it takes seconds.
 */
final class JobCounts {
    private static final String COUNT = "SELECT feed, state, COUNT(*) AS jobs FROM job ";
    private static final String SETTLED =
            COUNT + "WHERE state IN ('delivered', 'empty', 'failed', 'dismissed')" + " GROUP BY feed, state";
    private static final String OTHERS = COUNT
            + "<by_job_state> WHERE state IN ('open', 'due', 'delivering', 'held', 'gave-up') GROUP BY feed, state";
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SHARE = 100;
    // A count may have been slow by chance.
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final LongSupplier nanos;
    private Map<String, Map<JobState, Integer>> settled = Map.of();
    private long countedAt;
    private long took;

    JobCounts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The counts of each feed that has jobs. */
    Map<String, Map<JobState, Integer>> of(Handle handle) {
        Map<String, Map<JobState, Integer>> counts = count(handle, OTHERS);
        settled(handle)
                .forEach((feed, jobs) ->
                        counts.computeIfAbsent(feed, JobCounts::none).putAll(jobs));
        return counts;
    }

    private synchronized Map<String, Map<JobState, Integer>> settled(Handle handle) {
        long began = nanos.getAsLong();
        if (took <= QUICK_NANOS || began - countedAt > Math.min(SHARE * took, LONGEST_NANOS)) {
            settled = count(handle, SETTLED);
            countedAt = nanos.getAsLong();
            took = countedAt - began;
        }
        return settled;
    }

    private static Map<String, Map<JobState, Integer>> count(Handle handle, String sql) {
        Map<String, Map<JobState, Integer>> counts = new HashMap<>();
        handle.createQuery(sql)
                .map((row, context) -> counts.computeIfAbsent(row.getString("feed"), JobCounts::none)
                        .put(JobState.of(row.getString("state")), row.getInt("jobs")))
                .list();
        return counts;
    }

    private static Map<JobState, Integer> none(String feed) {
        return new EnumMap<>(JobState.class);
    }

    static String othersSql() {
        return OTHERS;
    }
}
