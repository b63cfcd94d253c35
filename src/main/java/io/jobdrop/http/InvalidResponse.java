package io.jobdrop.http;

import java.io.IOException;

/**
 * A response that is no valid HTTP/1.1 (RFC 9112), or is larger outside of its body than we read. Its connection is
 * closed, since nobody knows where the next response begins. The message says what came, and fits behind a colon.
 */
public final class InvalidResponse extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidResponse(String what) {
        super(what);
    }
}
