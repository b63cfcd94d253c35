package io.jobdrop.name;

import io.jobdrop.http.ContentCodings;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Base names for the results of a job, made safe and told apart: the vendor's, else the result host's (RFC 6266), else
 * the one that the URL's path ends with, else the job's id. The codings of a body are shown behind it, as in
 * {@code a.csv.gz}.
 */
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

    // RFC 6839: in what a type is written that is not known itself.
    private static final Map<String, String> SUFFIXES =
            Map.of("+json", "json", "+xml", "xml", "+zip", "zip", "+gzip", "gz");

    private static final Set<String> PROGRAMS =
            Set.of("php", "asp", "aspx", "ashx", "jsp", "cgi", "pl", "do", "action");
    private static final Pattern OF_FILE =
            Pattern.compile("(?:\\.[A-Za-z0-9]{1,8})?\\.((?=\\d*[A-Za-z])[A-Za-z0-9]{1,8})");

    private final Job job;
    private final UnaryOperator<String> redact;
    private final Set<String> used = new HashSet<>();
    private final Map<Integer, String> given = new HashMap<>();

    /** Names for the results of a job, none of which is {@code taken} in lower case, or holds what {@code redact} hides. */
    ResultNames(Job job, String taken, UnaryOperator<String> redact) {
        this.job = job;
        this.redact = redact;
        used.add(taken);
    }

    /**
     * The name of a result. The order of the questions decides who gets a number, so that a repeat gives the same
     * names.
     */
    String of(Result result, ResultHead head) {
        return unused(result, encoded(wanted(result, head), head.contentEncoding()));
    }

    /**
     * The name of a result that a step of the engineer's own has renamed.
     *
     * @throws RetryLater when nothing of the name is safe
     */
    String renamed(Result result, String name) {
        String wanted = SafeName.of(name, redact);
        if (wanted.isEmpty()) {
            throw new RetryLater("the feed's own step gave " + result + " a name without any safe character");
        }
        return unused(result, wanted);
    }

    private String unused(Result result, String wanted) {
        used.remove(given.remove(result.index()));
        String name = wanted;
        for (int number = 2; !used.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = numbered(wanted, number);
        }
        given.put(result.index(), name.toLowerCase(Locale.ROOT));
        return name;
    }

    private String wanted(Result result, ResultHead head) {
        // A secret with a slash in it would not be recognized in the path's last segment.
        String path = redact.apply(head.path());
        return Stream.of(safe(result.name()), safe(head.fileName()), ofUrl(path))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseGet(() -> SafeName.of(JobId.fileName(job.id())) + "." + extension(head.contentType(), path));
    }

    private String safe(@Nullable String name) {
        return name == null ? "" : SafeName.of(name, redact);
    }

    // Many URLs end with an id or a program; what has an extension is the name of a file.
    private String ofUrl(String path) {
        String segment = path.substring(path.lastIndexOf('/') + 1);
        try {
            String name = SafeName.of(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8), redact);
            Matcher extension = OF_FILE.matcher(SafeName.extension(name));
            return extension.matches() && !PROGRAMS.contains(extension.group(1).toLowerCase(Locale.ROOT)) ? name : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    // What the host calls it, else what its path ends with.
    private static String extension(@Nullable String contentType, String path) {
        String type = contentType == null ? "" : contentType;
        String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String suffix = essence.substring(Math.max(0, essence.lastIndexOf('+')));
        String known = EXTENSIONS.getOrDefault(essence, SUFFIXES.get(suffix));
        if (known != null) {
            return known;
        }
        String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return path.contains(".") && end.matches("[a-z0-9]{1,8}") ? end : "bin";
    }

    // A name may show some of the codings already, from the first on.
    private static String encoded(String name, @Nullable String contentEncoding) {
        List<String> endings = ContentCodings.suffixes(contentEncoding);
        for (int shown = endings.size(); shown > 0; shown--) {
            String end = String.join("", endings.subList(0, shown));
            if (name.toLowerCase(Locale.ROOT).endsWith(end.toLowerCase(Locale.ROOT))) {
                return name + String.join("", endings.subList(shown, endings.size()));
            }
        }
        return name + String.join("", endings);
    }

    private static String numbered(String name, int number) {
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    }
}
