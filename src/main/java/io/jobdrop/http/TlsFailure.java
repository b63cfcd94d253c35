package io.jobdrop.http;

import java.io.IOException;

/** A TLS connection that did not come about. The message says with whom, why, and which setting to look at. */
public final class TlsFailure extends IOException {
    private static final long serialVersionUID = 1L;

    TlsFailure(String message, IOException cause) {
        super(message, cause);
    }
}
