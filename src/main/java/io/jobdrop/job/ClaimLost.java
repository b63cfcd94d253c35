package io.jobdrop.job;

/**
 * The claim under which a job was delivered is not valid any more: the process did not renew it in time, for example
 * because it was stopped, or somebody dismissed the job. This attempt publishes and records nothing more.
 */
public final class ClaimLost extends JobFailure {
    private static final long serialVersionUID = 1L;

    private final boolean published;

    public ClaimLost(Job job) {
        this(job + " is not claimed by this process any more; another attempt delivers it", false);
    }

    private ClaimLost(String reason, boolean published) {
        super(reason, null);
        this.published = published;
    }

    /** A job that somebody dismissed in the moment between its last file and the record. */
    public static ClaimLost dismissed(Job job) {
        return new ClaimLost(
                job + " was dismissed just after its files were published; they stay at the destination, and jobdrop"
                        + " retry records them",
                true);
    }

    /** Whether all files of the job are at the destination. */
    public boolean isPublished() {
        return published;
    }
}
