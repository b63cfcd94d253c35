package io.jobdrop.resolve;

import io.jobdrop.Feed;
import io.jobdrop.job.Job;
import io.jobdrop.job.Verdict;
import org.apache.camel.ExchangeProperty;

/** Says what a job is, by the status words of its feed. */
public final class JobJudge {
    /** The verdict on a job, from what is known of it. */
    public Verdict judge(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("job") Job job) {
        return feed.job().status().judge(job);
    }
}
