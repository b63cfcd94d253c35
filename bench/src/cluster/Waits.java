package bench.cluster;

import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
final class Waits {
    private static final long STEP_MILLIS = 50;

    private Waits() {}

    /** Waits until it holds; returns the seconds that it took, or fails after so many. */
    static double until(String what, double seconds, BooleanSupplier holds) throws InterruptedException {
        long begin = System.nanoTime();
        if (!within(seconds, holds)) {
            throw new IllegalStateException(String.format(Locale.ROOT, "after %.0f s not yet: %s", seconds, what));
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Whether it holds within so many seconds. */
    static boolean within(double seconds, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(STEP_MILLIS);
        }
        return true;
    }

    static void seconds(double seconds) throws InterruptedException {
        Thread.sleep(Math.round(seconds * 1_000));
    }
}
