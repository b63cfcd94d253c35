package io.jobdrop.job;

import org.jspecify.annotations.Nullable;

/** A failure that no repetition mends: the job is given up at once, until somebody makes it due again. */
public final class GiveUp extends JobFailure {
    private static final long serialVersionUID = 1L;

    public GiveUp(String reason) {
        this(reason, null);
    }

    public GiveUp(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
