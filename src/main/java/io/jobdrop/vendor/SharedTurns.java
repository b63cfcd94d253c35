package io.jobdrop.vendor;

import io.jobdrop.config.Units;
import io.jobdrop.job.Redacted;
import io.jobdrop.record.Accounts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The turns of an account that several nodes use. The ledger's server gives them, some at once where the rate is fast.
 *
 * <p>A turn has an end: who is late would come too close to those after it. Half of {@link Units#RATE_MARGIN} is for that,
 * the other half for the way to the vendor. A server whose answers are themselves too late is asked for further turns,
 * which nobody takes.
 */
final class SharedTurns implements Turns {
    private static final long LATEST = Units.RATE_MARGIN.dividedBy(2).toNanos();
    private static final long LONGEST_DELAY = Duration.ofSeconds(5).toNanos();
    private static final long PAUSE_AFTER_FAILURE = Duration.ofSeconds(1).toNanos();

    private final String vendor;
    private final Duration spacing;
    private final Accounts accounts;
    private final Executor executor;
    private final Deque<Turn> turns = new ArrayDeque<>();
    private boolean asking;
    private long askAgain = System.nanoTime();
    private long delay;
    private @Nullable Silence silence;

    /** Turns which the executor asks for. */
    SharedTurns(String vendor, Duration spacing, Accounts accounts, Executor executor) {
        this.vendor = vendor;
        this.spacing = spacing;
        this.accounts = accounts;
        this.executor = executor;
    }

    // By this process's clock of nanoseconds, from the first moment at which it may be to the last one.
    private record Turn(long from, long until) {}

    @Override
    public synchronized long take(int wanted, Runnable arrived) {
        long now = System.nanoTime();
        while (!turns.isEmpty() && turns.element().until() - now < 0) {
            turns.remove();
        }
        if (!turns.isEmpty()) {
            long wait = turns.element().from() - now;
            if (wait <= 0) {
                turns.remove();
            }
            return wait;
        }
        if (asking) {
            return Long.MAX_VALUE;
        }
        if (askAgain - now > 0) {
            return askAgain - now;
        }
        asking = true;
        if (silence == null) {
            silence = new Silence(now, "it has not answered yet");
        }
        executor.execute(() -> {
            ask(Math.max(1, Math.min(wanted, Accounts.AHEAD.dividedBy(spacing))));
            arrived.run();
        });
        return Long.MAX_VALUE;
    }

    @Override
    public synchronized Optional<Silence> silence() {
        return Optional.ofNullable(silence);
    }

    private void ask(long count) {
        long began = System.nanoTime();
        String problem = "this process cannot ask it";
        try {
            problem = accounts.away().orElse("");
            if (problem.isEmpty()) {
                long spare = (delay + spacing.toNanos() - 1) / spacing.toNanos();
                received(count, began, accounts.takeTurns(vendor, count + spare, spacing));
            }
        } catch (RuntimeException e) {
            problem = Redacted.line(String.valueOf(e.getMessage()));
        } finally {
            ended(problem);
        }
    }

    private synchronized void received(long count, long began, Accounts.Turns taken) {
        long now = System.nanoTime();
        long took = now - began;
        long latest = LATEST + delay;
        delay = Math.max(0, Math.min(LONGEST_DELAY, took * 3 / 2 - LATEST));
        long wait = Math.max(0, taken.in().toNanos());
        askAgain = taken.given() ? now : now + wait;
        if (taken.given() && took > latest) {
            silence = silenceSoFar("it answers too late for one, after " + took / 1_000_000 + " ms");
            return;
        }
        silence = null;
        for (long i = 0; taken.given() && i < count; i++) {
            long after = wait + i * spacing.toNanos();
            turns.add(new Turn(now + after, began + after + latest));
        }
    }

    private synchronized void ended(String problem) {
        asking = false;
        if (!problem.isEmpty()) {
            silence = silenceSoFar(problem);
            askAgain = System.nanoTime() + PAUSE_AFTER_FAILURE;
        }
    }

    private Silence silenceSoFar(String problem) {
        return new Silence(silence == null ? System.nanoTime() : silence.since(), problem);
    }
}
