package io.jobdrop.http;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * A response that is no valid HTTP/1.1 (RFC 9112), or is larger outside of its body than we read. Its connection is
 * closed, since nobody knows where the next response begins. The message says what came, and fits behind a colon.
 */
public final class InvalidResponse extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidResponse(String what) {
        super(what);
    }

    /**
     * A failure in words that show no secret, since a server may repeat one in whatever it sends: the same one when its
     * words are harmless.
     */
    public static IOException redacted(IOException failure, UnaryOperator<String> redact) {
        String said = String.valueOf(failure.getMessage());
        String shown = redact.apply(said);
        if (shown.equals(said)) {
            return failure;
        }
        return failure instanceof InvalidResponse ? new InvalidResponse(shown) : new IOException(shown);
    }
}
