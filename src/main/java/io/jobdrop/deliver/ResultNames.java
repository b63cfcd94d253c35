package io.jobdrop.deliver;

import io.jobdrop.job.Job;
import io.jobdrop.resolve.Result;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private final Job job;
    private final Set<String> used = new HashSet<>();
    private final Map<Integer, String> given = new HashMap<>();

    /** Names for the results of a job, none of which is {@code taken} in lower case. */
    ResultNames(Job job, String taken) {
        this.job = job;
        used.add(taken);
    }

    /**
     * The name of a result. The order of the questions decides who gets a number, so that a repeat gives the same
     * names.
     */
    String of(Result result, @Nullable String contentType, @Nullable String contentEncoding, String sourcePath) {
        used.remove(given.remove(result.index()));
        String wanted = wanted(result, contentType, contentEncoding, sourcePath);
        String name = wanted;
        for (int number = 2; !used.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = numbered(wanted, number);
        }
        given.put(result.index(), name.toLowerCase(Locale.ROOT));
        return name;
    }

    private String wanted(
            Result result, @Nullable String contentType, @Nullable String contentEncoding, String sourcePath) {
        String called = result.name();
        String safe = called == null ? "" : SafeName.of(called);
        String name = safe.isEmpty() ? SafeName.of(job.id()) + "." + extension(contentType, sourcePath) : safe;
        boolean gzip = "gzip".equalsIgnoreCase(contentEncoding);
        return gzip && !name.endsWith(".gz") ? name + ".gz" : name;
    }

    // What the host calls it, else what its path ends with.
    private static String extension(@Nullable String contentType, String path) {
        String type = contentType == null ? "" : contentType;
        String known = EXTENSIONS.get(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return path.contains(".") && end.matches("[a-z0-9]{1,8}") ? end : "bin";
    }

    private static String numbered(String name, int number) {
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    }
}
