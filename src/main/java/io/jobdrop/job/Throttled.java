package io.jobdrop.job;

import java.time.Instant;

/** Nothing was tried, since the other side is to be left alone for now: the job waits, and no attempt is spent. */
public sealed class Throttled extends JobFailure permits HandedOver, NoRoom {
    private static final long serialVersionUID = 1L;

    private final Instant notBefore;

    public Throttled(String reason, Instant notBefore) {
        super(reason, null);
        this.notBefore = notBefore;
    }

    /** Before this it is not tried again. */
    public Instant notBefore() {
        return notBefore;
    }
}
