package io.jobdrop.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A proxy that cannot be reached or does not let us through. The message names it and the setting to look at. */
public final class ProxyFailure extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
