package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** The vendor's detail answer about one job: where to ask for it, and what it adds to the list's entry. */
public final class JobDetail {
    private String detailPath = "";

    /** Whether the feed has a detail endpoint that was not asked yet. */
    public boolean isMissing(@ExchangeProperty("job") Job job) {
        return !detailPath.isEmpty() && !job.detailed();
    }

    /** The path of the detail, below the vendor's address. The id is safe in a URL: see {@link io.jobdrop.job.JobId}. */
    public String path(@ExchangeProperty("job") Job job) {
        return detailPath.replace("{jobId}", job.id());
    }

    /**
     * The job with the answer laid over it.
     *
     * @throws Held when the answer is no JSON object
     */
    public Job merge(@ExchangeProperty("job") Job job, @Body Object answer) {
        if (!(answer instanceof ObjectNode detail)) {
            throw new Held("the vendor's detail answer is no JSON object; it is looked at again");
        }
        return job.withDetail(detail);
    }

    public void setDetailPath(String path) {
        detailPath = path;
    }
}
