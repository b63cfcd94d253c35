package io.jobdrop.job;

/**
 * The claim under which a job was delivered is not valid any more: the process did not renew it in time, for example
 * because it was stopped. Whoever has the job now delivers it; this attempt publishes and records nothing more.
 */
public final class ClaimLost extends JobFailure {
    private static final long serialVersionUID = 1L;

    public ClaimLost(Job job) {
        super(job + " is not claimed by this process any more; another attempt delivers it", null);
    }
}
