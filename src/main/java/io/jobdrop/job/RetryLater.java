package io.jobdrop.job;

import org.jspecify.annotations.Nullable;

/** A passing failure: the job is tried again later, until its attempts are spent. */
public final class RetryLater extends JobFailure {
    private static final long serialVersionUID = 1L;

    public RetryLater(String reason) {
        this(reason, null);
    }

    public RetryLater(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
