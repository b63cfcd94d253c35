package io.jobdrop.job;

import org.jspecify.annotations.Nullable;

/**
 * Why a job was not delivered this time. The type says what happens next; the message is for people, names the value
 * and the setting that decided, and holds no secret.
 */
public abstract sealed class JobFailure extends RuntimeException
        permits RetryLater, Throttled, RetryThenHold, Held, GiveUp, ClaimLost {
    private static final long serialVersionUID = 1L;

    JobFailure(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    /** The reason, never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
