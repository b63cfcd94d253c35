package io.jobdrop.record;

import java.time.Duration;

/**
 * How often and when a job is tried again.
 *
 * @param attempts after so many it is given up
 * @param backoff the pause after the first failure; it doubles with each further one
 * @param maxBackoff no pause is longer
 */
public record RetryPolicy(int attempts, Duration backoff, Duration maxBackoff) {
    private static final int MAX_DOUBLINGS = 30;

    /** The pause after this many attempts. */
    Duration pauseAfter(int attemptsMade) {
        long factor = 1L << Math.min(Math.max(attemptsMade - 1, 0), MAX_DOUBLINGS);
        long millis = Math.min(backoff.toMillis() * factor, maxBackoff.toMillis());
        return Duration.ofMillis(millis);
    }
}
