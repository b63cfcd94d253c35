package io.jobdrop.job;

import java.time.Instant;

/** There is no room for a job's results on this machine: the job waits until there is, and no attempt is spent. */
public final class NoRoom extends Throttled {
    private static final long serialVersionUID = 1L;

    public NoRoom(String reason, Instant notBefore) {
        super(reason, notBefore);
    }
}
