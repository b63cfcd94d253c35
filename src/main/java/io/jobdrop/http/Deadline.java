package io.jobdrop.http;

import java.net.SocketTimeoutException;

/** A moment of {@link System#nanoTime()} until which something must be there; {@code message} says that it was not. */
record Deadline(long at, String message) implements Patience {
    static Deadline in(long nanos, String message) {
        return new Deadline(System.nanoTime() + nanos, message);
    }

    @Override
    public long left() {
        return at - System.nanoTime();
    }

    @Override
    public SocketTimeoutException lost() {
        return new SocketTimeoutException(message);
    }
}
