package io.jobdrop.vendor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no access token now, although the account may be in order: it may be asked for again. */
public final class NoAccessToken extends IOException {
    private static final long serialVersionUID = 1L;

    NoAccessToken(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
