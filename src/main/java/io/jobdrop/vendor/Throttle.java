package io.jobdrop.vendor;

import io.jobdrop.job.HandedOver;
import io.jobdrop.job.Throttled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where every request to one origin under one account waits for its turn: list, detail and download alike.
 *
 * <p>It keeps the rate that the settings name; lets nothing through while the other side wants to be left alone; and
 * narrows to one request at a time when it is told to slow down, or when requests fail, so that an account in trouble
 * is probed and not hammered. It begins with one request at a time; each success widens it by one until the first
 * trouble, each row of successes from then on. A turn lasts until the answer's head is there.
 *
 * <p>Short pauses are waited for. A longer one ends the attempt, so that it is visible in the ledger.
 */
public final class Throttle {
    /**
     * What all gates share: the pauses after failures, and whether we are stopping.
     *
     * @param patience how long a request waits for the end of a pause
     * @param handOver how long it waits behind requests that fail, until another node may try; empty: no other can
     */
    public record Rules(
            Duration backoff,
            Duration maxBackoff,
            Duration patience,
            Optional<Duration> handOver,
            Clock clock,
            BooleanSupplier stopping) {}

    private static final int FAILURES_TO_CLOSE = 5;
    private static final int SUCCESSES_TO_WIDEN = 10;
    private static final int WIDEST = 64;
    private static final int MAX_DOUBLINGS = 20;
    private static final long LOOK_UP_MILLIS = 200;

    /**
     * A pause that somebody wants.
     *
     * @param word a fixed word for the reason: asked, 429, refused, or failing, which is what we want ourselves
     * @param why the reason for people, in fixed words without secrets
     */
    record Wish(Duration pause, String word, String why) {}

    /** Is told of each pause that somebody wants, and by how much longer requests have to wait from now on. */
    @FunctionalInterface
    interface Pauses {
        void paused(Wish wish, Duration more);
    }

    private final String name;
    private final Turns turns;
    private final Rules rules;
    private final Pauses pauses;
    private long quietUntil = System.nanoTime();
    private String why = "";
    private int width = 1;
    private int waiting;
    private int inside;
    private int successes;
    private int troubles;
    private boolean troubled;
    private boolean failing;

    /**
     * A gate.
     *
     * @param name who stands behind it, for messages
     * @param turns gives each request its turn at the rate
     */
    Throttle(String name, Turns turns, Rules rules, Pauses pauses) {
        this.name = name;
        this.turns = turns;
        this.rules = rules;
        this.pauses = pauses;
    }

    /**
     * A time in which nothing is let through.
     *
     * @param why who wants it, and for which reason; when {@code failing}, nobody: request after request failed
     */
    public record Pause(Instant until, String why, boolean failing) {}

    /** The pause that is on; empty when requests are let through. */
    synchronized Optional<Pause> pause() {
        long left = quietUntil - System.nanoTime();
        return left > 0
                ? Optional.of(new Pause(rules.clock().instant().plusNanos(left), name + " " + why, failing))
                : Optional.empty();
    }

    /**
     * Waits for a turn. It ends with {@link #answered} or {@link #failed}.
     *
     * @throws HandedOver when another node may try
     * @throws Throttled when there is none within a minute, or we are stopping
     */
    public synchronized void enter() throws InterruptedException {
        long began = System.nanoTime();
        waiting++;
        try {
            while (true) {
                long wait = turn();
                if (wait <= 0) {
                    inside++;
                    return;
                }
                endSilence(began);
                handOver(began);
                wait(Math.min(LOOK_UP_MILLIS, wait / 1_000_000 + 1));
            }
        } finally {
            waiting--;
        }
    }

    // In how many nanoseconds it is worth asking again; zero or less: now is the turn.
    private long turn() {
        if (rules.stopping().getAsBoolean()) {
            throw new Throttled(
                    name + " was not asked any more, since jobdrop stops",
                    rules.clock().instant());
        }
        long quiet = quietUntil - System.nanoTime();
        if (quiet > rules.patience().toNanos() && !(failing && rules.handOver().isPresent())) {
            Instant until = rules.clock().instant().plusNanos(quiet).truncatedTo(ChronoUnit.SECONDS);
            throw new Throttled(name + " " + why + "; nothing was requested, it is asked again at " + until, until);
        }
        if (quiet > 0) {
            return quiet;
        }
        return inside < width ? turns.take(Math.min(waiting, width - inside), this::letIn) : Long.MAX_VALUE;
    }

    private void endSilence(long began) {
        long now = System.nanoTime();
        turns.silence()
                .filter(silence -> Math.min(now - silence.since(), now - began)
                        > rules.patience().toNanos())
                .ifPresent(silence -> {
                    throw new Throttled(
                            name + " was not asked: " + name + ".rate needs a turn from the ledger's server, and "
                                    + silence.reason() + "; the next attempt asks for one again",
                            rules.clock().instant());
                });
    }

    private void handOver(long began) {
        long waited = System.nanoTime() - began;
        if (troubles > 0
                && rules.handOver().filter(most -> waited > most.toNanos()).isPresent()) {
            throw new HandedOver(name + " fails", rules.clock().instant());
        }
    }

    /**
     * The answer to a request.
     *
     * @param pause how long the other side wants to be left alone; zero or less when it does not say so
     */
    public synchronized void answered(int status, Duration pause) {
        inside--;
        if (status == 429 || status >= 500) {
            troubled(status == 429, "the last time with " + status);
        } else {
            troubles = 0;
            successes++;
            if (!troubled || successes >= SUCCESSES_TO_WIDEN) {
                successes = 0;
                width = Math.min(WIDEST, width + 1);
            }
        }
        if (!pause.isNegative() && !pause.isZero()) {
            narrow();
            quiet(pause, "asked", "asked for a pause");
        }
        letIn();
    }

    /** A request that had no answer, or one that broke off. */
    public synchronized void failed() {
        inside--;
        troubled(false, "the last time without an answer");
        letIn();
    }

    /** The other side refuses the account itself, so many times in a row: it is left alone for longer each time. */
    public synchronized void refused(int times, String reason) {
        narrow();
        quiet(rules.backoff().multipliedBy(1L << Math.min(MAX_DOUBLINGS, times - 1)), "refused", reason);
    }

    // As many as there is room for: hundreds may wait, and one that wakes for nothing costs as much as another.
    private synchronized void letIn() {
        for (int i = inside; i < width; i++) {
            notify();
        }
    }

    private void troubled(boolean asked, String last) {
        troubles++;
        narrow();
        if (asked || troubles >= FAILURES_TO_CLOSE) {
            int doublings = Math.min(MAX_DOUBLINGS, asked ? troubles - 1 : troubles - FAILURES_TO_CLOSE);
            quiet(
                    rules.backoff().multipliedBy(1L << doublings),
                    asked ? "429" : "failing",
                    asked ? "has too many requests" : "failed " + troubles + " times in a row, " + last);
        }
    }

    private void narrow() {
        troubled = true;
        width = 1;
        successes = 0;
    }

    private void quiet(Duration wished, String word, String reason) {
        Duration pause = wished.compareTo(rules.maxBackoff()) > 0 ? rules.maxBackoff() : wished;
        pauses.paused(new Wish(pause, word, reason), lengthened(pause, word, reason));
    }

    /** Another node was told to leave the other side alone. */
    synchronized void pausedElsewhere(Duration pause, String reason) {
        boolean quiet = quietUntil - System.nanoTime() > 0;
        if (!lengthened(pause, "", reason).isZero() && !quiet) {
            narrow();
        }
    }

    private Duration lengthened(Duration pause, String word, String reason) {
        long now = System.nanoTime();
        long until = now + pause.toNanos();
        if (until - quietUntil <= 0) {
            return Duration.ZERO;
        }
        Duration more = Duration.ofNanos(until - Math.max(now, quietUntil));
        quietUntil = until;
        why = reason;
        failing = word.equals("failing");
        return more;
    }
}
