package io.jobdrop.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A passing failure: the job is tried again later, until its attempts are spent. */
public sealed class RetryLater extends JobFailure permits NotReady {
    private static final long serialVersionUID = 1L;

    private final @Nullable Instant notBefore;

    public RetryLater(String reason) {
        this(reason, null);
    }

    public RetryLater(String reason, @Nullable Throwable cause) {
        this(reason, cause, null);
    }

    /** With {@code notBefore}, the time before which the other side does not want to be asked again. */
    public RetryLater(String reason, @Nullable Throwable cause, @Nullable Instant notBefore) {
        super(reason, cause);
        this.notBefore = notBefore;
    }

    /** Before this it is not tried again; null when nobody said so. */
    public @Nullable Instant notBefore() {
        return notBefore;
    }
}
