package io.jobdrop.job;

/**
 * A failure that repetition seldom mends, such as a URL that the result host refuses although the vendor gave it just
 * now: the job is tried again a few times, and then held.
 */
public final class RetryThenHold extends JobFailure {
    private static final long serialVersionUID = 1L;

    public RetryThenHold(String reason) {
        super(reason, null);
    }
}
