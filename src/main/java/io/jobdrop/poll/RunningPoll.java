package io.jobdrop.poll;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A poll while it runs, and the time that it has left. Time in which it waits for a place in the queue does not count:
 * then the workers are busy, and the vendor is not to blame.
 */
final class RunningPoll {
    private final String feed;
    private final long startedAt;
    private final Duration limit;
    private final LongSupplier nanos;
    private final Thread thread = Thread.currentThread();
    private long since;
    private long used;
    private boolean waiting;
    private boolean ended;
    private int pages;

    /** A poll that begins now, on this thread; {@code startedAt} in milliseconds since 1970. */
    RunningPoll(String feed, long startedAt, Duration limit, LongSupplier nanos) {
        this.feed = feed;
        this.startedAt = startedAt;
        this.limit = limit;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    long startedAt() {
        return startedAt;
    }

    /** It waits for a place in the queue from now on. */
    synchronized void pause() {
        if (!waiting) {
            used += nanos.getAsLong() - since;
            waiting = true;
        }
    }

    /** It has a place in the queue. */
    synchronized void resume() {
        if (waiting) {
            since = nanos.getAsLong();
            waiting = false;
        }
    }

    /** Whether it runs for longer than it may. */
    synchronized boolean isOver() {
        return !ended && took().compareTo(limit) >= 0;
    }

    /** It goes on to the next page. */
    synchronized void turnPage() {
        pages++;
    }

    /** How many pages it has asked for. */
    synchronized int pages() {
        return pages;
    }

    /** How long it has run so far, but for its waits. */
    synchronized Duration took() {
        return Duration.ofNanos(waiting ? used : used + nanos.getAsLong() - since);
    }

    /** Why it is ended. */
    String reason() {
        return "it took longer than " + feed + ".poll-timeout (" + limit.toSeconds() + " s), and was ended";
    }

    /** Wakes its thread out of whatever it waits for, unless the poll has ended. */
    synchronized void interrupt(Consumer<Thread> giveUp) {
        if (!ended) {
            thread.interrupt();
            giveUp.accept(thread);
        }
    }

    /** Ends it, and returns whether it had not ended before. Nobody interrupts its thread after this. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    synchronized boolean hasEnded() {
        return ended;
    }
}
