package io.jobdrop.record;

import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.Throttled;
import org.jdbi.v3.core.Handle;

/**
 * What a job has spent of its attempts.
 *
 * @param claimed whether a worker has claimed it, so that this attempt is counted
 * @param attempts how many were begun
 * @param fruitless how many in a row failed without a further byte
 * @param staged the most bytes that were ever staged
 */
public record AttemptBudget(boolean claimed, int attempts, int fruitless, long staged) {
    static AttemptBudget of(Handle handle, Job job) {
        return handle.createQuery("SELECT attempts, fruitless, staged FROM job WHERE feed = :feed AND job_id = :id")
                .bind("feed", job.feed())
                .bind("id", job.id())
                .map((row, context) -> new AttemptBudget(
                        job.claim() != null, row.getInt("attempts"), row.getInt("fruitless"), row.getLong("staged")))
                .one();
    }

    // The claim has counted this attempt, unless it failed before the claim. Being held or postponed is none.
    AttemptBudget after(JobFailure failure, long stagedNow) {
        boolean none = failure instanceof Held || failure instanceof Throttled;
        int made = attempts + (claimed ? 0 : 1) - (none ? 1 : 0);
        if (stagedNow > staged) {
            return new AttemptBudget(false, made, 1, stagedNow);
        }
        return new AttemptBudget(false, made, none ? fruitless : fruitless + 1, staged);
    }
}
