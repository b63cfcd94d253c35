package io.jobdrop.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A result that its host is still making: nothing is wrong, as long as it does not last for all attempts. */
public final class NotReady extends RetryLater {
    private static final long serialVersionUID = 1L;

    /** With {@code notBefore}, the time before which the host does not want to be asked again. */
    public NotReady(String reason, @Nullable Instant notBefore) {
        super(reason, null, notBefore);
    }
}
