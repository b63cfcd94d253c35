package io.jobdrop.notify;

import io.jobdrop.config.Notifications;
import io.jobdrop.record.Notice;
import io.jobdrop.record.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the receiver of a feed's notices does. One worker at a time sends to it. One that fails again and again is left alone
 * for a growing time; a notice that it refuses, while it takes others, waits by itself.
 */
final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
    private static final RetryPolicy PAUSES = new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofMinutes(15));

    /** After so many failures in a row it is not the notices that are wrong. */
    private static final int FEW = 3;

    private final String feed;
    private final Notifications notifications;
    private final Semaphore worker = new Semaphore(1);
    private int failures;
    private boolean failing;
    private Instant pausedUntil = Instant.MIN;

    Receiver(String feed, Notifications notifications) {
        this.feed = feed;
        this.notifications = notifications;
    }

    Notifications notifications() {
        return notifications;
    }

    /** Whether it may be sent something now. */
    synchronized boolean isReady(Instant now) {
        return !now.isBefore(pausedUntil);
    }

    /** Whether the caller is its worker from now on; it ends with {@link #release}. */
    boolean take() {
        return worker.tryAcquire();
    }

    void release() {
        worker.release();
    }

    boolean awaitIdle(long nanos) throws InterruptedException {
        boolean idle = worker.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        if (idle) {
            worker.release();
        }
        return idle;
    }

    /** Takes note of a notice that was sent. */
    synchronized void took() {
        if (failing) {
            LOG.info("{}: {} takes notifications again", feed, notifications);
        }
        failures = 0;
        failing = false;
        pausedUntil = Instant.MIN;
    }

    /**
     * Takes note of a notice that could not be sent.
     *
     * @return when the notice may be tried again
     */
    synchronized Instant failed(Notice notice, String error, Instant now) {
        failures++;
        Duration pause = PAUSES.pauseAfter(notice.tries() + 1);
        if (failures >= FEW) {
            pausedUntil = now.plus(PAUSES.pauseAfter(failures - FEW + 1));
        }
        // What was tried before was told before.
        if (!failing && notice.tries() == 0) {
            failing = true;
            LOG.warn(
                    "{}: {} ({}) does not take a notification ({}): {}. It waits, for jobdrop.notify.keep at most; the"
                            + " next attempt follows in {} s",
                    feed,
                    notifications,
                    notifications.setting(),
                    notice.event().type().word(),
                    error,
                    Math.max(1, pause.toSeconds()));
        } else {
            LOG.debug("{}: {} does not take a notification: {}", feed, notifications, error);
        }
        return now.plus(pause);
    }
}
