package io.jobdrop.deliver;

import io.jobdrop.job.Job;
import io.jobdrop.job.Redacted;
import io.jobdrop.stage.StagedResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint is told of a file beside its name: the fields of the manifest, under names that begin with
 * {@code Jobdrop}. Values from vendors are one line of bounded length, so that no protocol's headers are broken by them.
 */
final class HandoverHeaders {
    private static final int LONGEST = 500;

    private HandoverHeaders() {}

    static Map<String, Object> ofResult(Job job, StagedResult result) {
        Map<String, Object> headers = ofJob(job, false);
        headers.put("JobdropName", baseName(result.path()));
        headers.put("JobdropIndex", result.result().index());
        headers.put("JobdropBytes", result.bytes());
        headers.put("JobdropSha256", result.sha256());
        put(headers, "JobdropContentType", result.head().contentType());
        put(headers, "JobdropContentEncoding", result.head().contentEncoding());
        put(headers, "JobdropSourceHost", result.head().host());
        put(headers, "JobdropSourcePath", result.head().path());
        headers.put("JobdropStartedAt", result.startedAt().toString());
        headers.put("JobdropFinishedAt", result.finishedAt().toString());
        return headers;
    }

    static Map<String, Object> ofManifest(Job job, String path, int files) {
        Map<String, Object> headers = ofJob(job, true);
        headers.put("JobdropName", baseName(path));
        headers.put("JobdropFiles", files);
        headers.put("JobdropContentType", "application/json");
        return headers;
    }

    private static Map<String, Object> ofJob(Job job, boolean manifest) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("JobdropFeed", job.feed());
        headers.put("JobdropVendor", job.vendor());
        headers.put("JobdropJobId", job.id());
        headers.put("JobdropManifest", manifest);
        return headers;
    }

    private static void put(Map<String, Object> headers, String name, @Nullable String text) {
        String line = text == null
                ? ""
                : Redacted.withoutSecrets(text)
                        .replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ")
                        .strip();
        if (!line.isEmpty()) {
            boolean fits = line.codePointCount(0, line.length()) <= LONGEST;
            headers.put(name, fits ? line : line.substring(0, line.offsetByCodePoints(0, LONGEST)));
        }
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
