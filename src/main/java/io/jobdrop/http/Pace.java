package io.jobdrop.http;

import java.time.Duration;

/**
 * The least rate of a body. It is measured over windows of the time in which we wait for the other side, so that a slow
 * destination of ours is not taken for a slow host; a body that ends within its first window is never too slow.
 */
final class Pace implements Patience {
    private final long bytesPerSecond;
    private final Duration window;
    private long waited;
    private long received;

    /** A rate of zero is always kept. */
    Pace(long bytesPerSecond, Duration window) {
        this.bytesPerSecond = bytesPerSecond;
        this.window = window;
    }

    @Override
    public long left() {
        if (bytesPerSecond == 0) {
            return Long.MAX_VALUE;
        }
        if (waited >= window.toNanos() && received >= (double) bytesPerSecond * window.toNanos() / 1e9) {
            waited = 0;
            received = 0;
        }
        return window.toNanos() - waited;
    }

    @Override
    public TooSlow lost() {
        return new TooSlow(received + " bytes in " + window.toMillis() / 1000.0
                + " s are slower than jobdrop.download.min-rate (" + bytesPerSecond + " bytes/s)");
    }

    @Override
    public void waited(long nanos) {
        waited += nanos;
    }

    @Override
    public void received(long bytes) {
        received += bytes;
    }
}
