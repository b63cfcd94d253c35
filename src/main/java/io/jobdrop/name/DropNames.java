package io.jobdrop.name;

import io.jobdrop.Feed;
import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.ExchangeProperty;

/** How a feed's results and manifests are called below its destination, from the settings and the vendor's fields. */
public final class DropNames {
    private final NameTemplate resultName;
    private final NameTemplate manifestName;
    private final Function<Feed, ZoneId> zones;
    private final UnaryOperator<String> redact;

    /**
     * By the settings. Without one for the manifest, it stands beside the results.
     *
     * @param settings gives the value of a setting; empty when it is not set
     * @param zones in which time zone a feed's names tell times
     * @param redact gives what others say the form in which it may be written
     */
    public DropNames(UnaryOperator<String> settings, Function<Feed, ZoneId> zones, UnaryOperator<String> redact) {
        String result = settings.apply("jobdrop.drop.name");
        String manifest = settings.apply("jobdrop.drop.manifest");
        this.resultName = NameTemplate.forResult(result);
        this.manifestName =
                manifest.isEmpty() ? NameTemplate.manifestBeside(result) : NameTemplate.forManifest(manifest);
        this.zones = zones;
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
        String kind =
                SafeName.of(feed.job().status().type().textIn(job.fields()).orElse(""), redact);
        values.put("jobType", kind.isEmpty() ? "job" : kind);
        if (List.of("year", "month", "day", "hour").stream().anyMatch(template::asksFor)) {
            values.putAll(CompletionTime.parts(feed.job().completedAt(), job, zones.apply(feed)));
        }
        return values;
    }
}
