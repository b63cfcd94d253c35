package io.jobdrop.vendor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An answer with a status of success that is no whole JSON, such as a gateway's page of maintenance. It is no verdict on
 * any job: the vendor is asked again. The message says what came, without secrets.
 */
public final class NoJson extends IOException {
    private static final long serialVersionUID = 1L;

    NoJson(String came, @Nullable Throwable cause) {
        super(came, cause);
    }
}
