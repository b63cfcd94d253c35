package io.jobdrop.deliver;

import io.jobdrop.download.StagedResult;
import io.jobdrop.job.Job;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Base names for the results of a job: the vendor's, made safe and told apart; without one, the job's id. */
final class ResultNames {
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("text/csv", "csv"),
            Map.entry("text/tab-separated-values", "tsv"),
            Map.entry("text/plain", "txt"),
            Map.entry("text/html", "html"),
            Map.entry("text/xml", "xml"),
            Map.entry("application/xml", "xml"),
            Map.entry("application/json", "json"),
            Map.entry("application/x-ndjson", "ndjson"),
            Map.entry("application/ndjson", "ndjson"),
            Map.entry("application/jsonl", "jsonl"),
            Map.entry("application/zip", "zip"),
            Map.entry("application/gzip", "gz"),
            Map.entry("application/x-gzip", "gz"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("application/vnd.apache.parquet", "parquet"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("image/png", "png"),
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/gif", "gif"),
            Map.entry("image/webp", "webp"),
            Map.entry("image/avif", "avif"),
            Map.entry("image/svg+xml", "svg"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("video/webm", "webm"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/wav", "wav"));

    private ResultNames() {}

    /**
     * One name for each result, in their order. The order decides who gets a number, so that a repeat gives the same
     * names.
     *
     * @param taken names that no result may have, in lower case
     */
    static List<String> of(Job job, List<StagedResult> results, Set<String> taken) {
        Set<String> used = new HashSet<>(taken);
        List<String> names = new ArrayList<>();
        for (StagedResult result : results) {
            String wanted = wanted(job, result);
            String name = wanted;
            for (int number = 2; !used.add(name.toLowerCase(Locale.ROOT)); number++) {
                name = numbered(wanted, number);
            }
            names.add(name);
        }
        return names;
    }

    private static String wanted(Job job, StagedResult result) {
        String given = result.result().name();
        String safe = given == null ? "" : SafeName.of(given);
        String name = safe.isEmpty() ? SafeName.of(job.id()) + "." + extension(result) : safe;
        boolean gzip = "gzip".equalsIgnoreCase(result.contentEncoding());
        return gzip && !name.endsWith(".gz") ? name + ".gz" : name;
    }

    // What the host calls it, else what its path ends with.
    private static String extension(StagedResult result) {
        String type = result.contentType() == null ? "" : result.contentType();
        String known = EXTENSIONS.get(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        String path = result.sourcePath();
        String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return path.contains(".") && end.matches("[a-z0-9]{1,8}") ? end : "bin";
    }

    private static String numbered(String name, int number) {
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    }
}
