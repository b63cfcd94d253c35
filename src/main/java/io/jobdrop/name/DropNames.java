package io.jobdrop.name;

import io.jobdrop.Feed;
import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.ExchangeProperty;

/** How a feed's results and manifests are called below its destination, from the settings and the vendor's fields. */
public final class DropNames {
    private final NameTemplate resultName;
    private final NameTemplate manifestName;
    private final UnaryOperator<String> redact;

    /** By the templates of results and manifests; what others say is written in the form that {@code redact} gives it. */
    public DropNames(NameTemplate resultName, NameTemplate manifestName, UnaryOperator<String> redact) {
        this.resultName = resultName;
        this.manifestName = manifestName;
        this.redact = redact;
    }

    /**
     * The names of one job.
     *
     * @throws io.jobdrop.job.Held when a name asks for what the vendor does not give
     */
    public JobNames of(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("job") Job job) {
        return new JobNames(
                job, resultName, values(feed, job, resultName), manifestName, values(feed, job, manifestName), redact);
    }

    // No id has an @ in its name.
    private static String jobId(Job job) {
        Claim claim = job.claim();
        String name = JobId.fileName(job.id());
        return claim == null || claim.delivery() == 1 ? name : name + "@" + claim.delivery();
    }

    private Map<String, String> values(Feed feed, Job job, NameTemplate template) {
        Map<String, String> values =
                new HashMap<>(Map.of("feed", job.feed(), "vendor", job.vendor(), "jobId", jobId(job)));
        String kind = SafeName.of(
                redact.apply(feed.job().status().type().textIn(job.fields()).orElse("")));
        values.put("jobType", kind.isEmpty() ? "job" : kind);
        if (List.of("year", "month", "day", "hour").stream().anyMatch(template::asksFor)) {
            values.putAll(CompletionTime.parts(feed.job().completedAt(), job));
        }
        return values;
    }
}
