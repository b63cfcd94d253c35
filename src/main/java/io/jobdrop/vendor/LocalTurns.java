package io.jobdrop.vendor;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The turns of an account that this process alone uses. The gate's monitor guards them. */
final class LocalTurns implements Turns {
    private final long spacing;
    private final LongSupplier nanos;
    private long next;

    /**
     * Turns from now on.
     *
     * @param spacing the least time between two; zero for no limit
     * @param nanos a clock that only goes forward
     */
    LocalTurns(Duration spacing, LongSupplier nanos) {
        this.spacing = spacing.toNanos();
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    @Override
    public long take(int wanted, Runnable arrived) {
        long now = nanos.getAsLong();
        if (next - now <= 0) {
            next = now + spacing;
            return 0;
        }
        return next - now;
    }
}
