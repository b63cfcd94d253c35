package io.jobdrop.record;

import io.jobdrop.config.Settings;
import java.time.Duration;
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

    // Up to a fifth more, so that jobs that failed together do not come back together.
    private static long chance(long millis) {
        return ThreadLocalRandom.current().nextLong(millis / 5 + 1);
    }
}
