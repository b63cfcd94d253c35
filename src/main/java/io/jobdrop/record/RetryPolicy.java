package io.jobdrop.record;

import io.jobdrop.config.Settings;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.job.Throttled;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and when a job is tried again.
 *
 * @param attempts after so many in a row without progress it is given up
 * @param backoff the pause after the first failure; it doubles with each further one, with some chance in it
 * @param maxBackoff no pause is longer
 */
public record RetryPolicy(int attempts, Duration backoff, Duration maxBackoff) {
    private static final int MAX_DOUBLINGS = 30;
    private static final int FEW = 3;

    /** The policy of the settings {@code jobdrop.retry}. */
    public static RetryPolicy of(Settings settings) {
        return new RetryPolicy(
                settings.count("jobdrop.retry.attempts"),
                settings.duration("jobdrop.retry.backoff"),
                settings.duration("jobdrop.retry.max-backoff"));
    }

    /** The pause after this many failures in a row. */
    public Duration pauseAfter(int failures) {
        long factor = 1L << Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        long millis = Math.min(backoff.toMillis() * factor, maxBackoff.toMillis());
        return Duration.ofMillis(Math.min(maxBackoff.toMillis(), millis + chance(millis)));
    }

    /** What becomes of a job that failed like this, after so many failures in a row. */
    JobState stateAfter(JobFailure failure, int failures) {
        if (failure instanceof Held) {
            return JobState.HELD;
        }
        if (failure instanceof Throttled) {
            return JobState.DUE;
        }
        if (failure instanceof RetryThenHold) {
            return failures < Math.min(FEW, attempts) ? JobState.DUE : JobState.HELD;
        }
        if (failure instanceof RetryLater) {
            return failures < attempts ? JobState.DUE : JobState.GAVE_UP;
        }
        if (failure instanceof GiveUp) {
            return JobState.GAVE_UP;
        }
        throw new IllegalArgumentException("no state for " + failure.getClass());
    }

    /**
     * When the next attempt begins, in milliseconds since 1970. The other side's wish is obeyed, but no longer than the
     * longest pause of ours.
     */
    long next(JobFailure failure, int failures, long now) {
        Instant wish = failure instanceof Throttled postponed
                ? postponed.notBefore()
                : failure instanceof RetryLater later ? later.notBefore() : null;
        long wished = wish == null ? now : Math.min(wish.toEpochMilli(), now + maxBackoff.toMillis());
        return failure instanceof Throttled
                ? wished
                : Math.max(wished, now + pauseAfter(failures).toMillis());
    }

    // Up to a fifth more, so that jobs that failed together do not come back together.
    private static long chance(long millis) {
        return ThreadLocalRandom.current().nextLong(millis / 5 + 1);
    }
}
