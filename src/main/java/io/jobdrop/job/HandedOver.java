package io.jobdrop.job;

import java.time.Instant;

/** This node alone may be in trouble, so that another one may try at once; no attempt is spent. */
public final class HandedOver extends Throttled {
    private static final long serialVersionUID = 1L;

    /**
     * Nothing was tried.
     *
     * @param trouble what the node learned before
     */
    public HandedOver(String trouble, Instant now) {
        super(trouble + "; nothing was requested, and another node may try", now);
    }
}
