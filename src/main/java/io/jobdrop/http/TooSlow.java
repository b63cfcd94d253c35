package io.jobdrop.http;

import java.net.SocketTimeoutException;

/** A body that comes more slowly than {@code jobdrop.download.min-rate}; asking for its rest at once would not help. */
public final class TooSlow extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    public TooSlow(String message) {
        super(message);
    }
}
