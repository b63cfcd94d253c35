package io.jobdrop.job;

import org.jspecify.annotations.Nullable;

/** An answer that is not understood or not acceptable: the job waits for the next poll. */
public final class Held extends JobFailure {
    private static final long serialVersionUID = 1L;

    public Held(String reason) {
        this(reason, null);
    }

    public Held(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
