package io.jobdrop.job;

/**
 * What a vendor's status means for us.
 *
 * @param state {@link JobState#DUE} for a completed job, otherwise what the job is until it is judged again
 * @param status the vendor's own word, or an empty text when nothing new is known
 * @param reason for people; empty when there is nothing to explain
 */
public record Verdict(JobState state, String status, String reason) {
    /** Whether the job's results can be asked for. */
    public boolean isCompleted() {
        return state == JobState.DUE;
    }
}
