package io.jobdrop.name;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path below the drop with places for values, such as {@code ${feed}/${jobId}/${fileName}}. The same values always
 * give the same path, so that a repeat after a crash finds its own work.
 */
public final class NameTemplate {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern BARE = Pattern.compile("(?<!\\$)\\{(\\w+)}");
    private static final Pattern BRACE = Pattern.compile("[{}]");
    private static final Set<String> OF_JOB =
            Set.of("feed", "vendor", "jobId", "jobType", "year", "month", "day", "hour");
    private static final int MAX_SEGMENT = 255;

    private final String template;

    private NameTemplate(String template) {
        this.template = template;
    }

    /**
     * A template for result files.
     *
     * @throws IllegalArgumentException when it has unknown places, leaves the drop, or could give two results one name
     */
    public static NameTemplate forResult(String template) {
        NameTemplate checked = checked(template, Set.of("fileName", "index"));
        if (!template.contains("${fileName}") && !template.contains("${index}")) {
            throw new IllegalArgumentException(
                    "'" + template + "' gives all results of a job one name; add ${fileName} or ${index}");
        }
        return checked;
    }

    /**
     * A template for the manifest.
     *
     * @throws IllegalArgumentException when it has unknown places, leaves the drop, or could give two jobs one name
     */
    public static NameTemplate forManifest(String template) {
        return checked(template, Set.of());
    }

    /**
     * A template for the manifest of results with this template: in the deepest folder that all results of a job share.
     * Where other jobs have their results there too, its name holds the job.
     */
    static NameTemplate manifestBeside(String results) {
        List<String> segments = new ArrayList<>(List.of(results.split("/", -1)));
        segments.remove(segments.size() - 1);
        List<String> path = new ArrayList<>(segments.stream()
                .takeWhile(folder -> !folder.contains("${fileName}") && !folder.contains("${index}"))
                .toList());
        boolean ofJob = path.stream().anyMatch(folder -> folder.contains("${jobId}"));
        path.add(ofJob ? "manifest.json" : "${jobId}.manifest.json");
        return forManifest(String.join("/", path));
    }

    private static NameTemplate checked(String template, Set<String> more) {
        List<String> known =
                Stream.concat(OF_JOB.stream(), more.stream()).sorted().toList();
        List<String> wrong = new ArrayList<>();
        PLACE.matcher(template)
                .results()
                .map(place -> place.group(1))
                .filter(name -> !known.contains(name))
                .forEach(name -> wrong.add("unknown ${" + name + "}; there is ${" + String.join("}, ${", known) + "}"));
        BARE.matcher(template)
                .results()
                .filter(bare -> known.contains(bare.group(1)))
                .forEach(bare ->
                        wrong.add("'" + bare.group() + "' is replaced by nothing; write ${" + bare.group(1) + "}"));
        if (wrong.isEmpty()
                && BRACE.matcher(BARE.matcher(PLACE.matcher(template).replaceAll(""))
                                .replaceAll(""))
                        .find()) {
            wrong.add("'" + template + "' has a brace too many; a place is written as ${jobId}");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
        if (!template.contains("${jobId}")) {
            throw new IllegalArgumentException("'" + template + "' gives all jobs one name; add ${jobId}");
        }
        for (String segment : template.split("/", -1)) {
            if (segment.isBlank() || segment.startsWith(".") || segment.contains("\\")) {
                throw new IllegalArgumentException("'" + template
                        + "' is no path below the drop; no part may be empty, start with a dot, or hold \\");
            }
        }
        return new NameTemplate(template);
    }

    /** Whether the template asks for this value. */
    boolean asksFor(String name) {
        return template.contains("${" + name + "}");
    }

    /**
     * The path below the drop, with {@code /} between its parts.
     *
     * @param values a value for each place that the template asks for, each a safe name
     * @throws IllegalArgumentException when a part would be longer than file systems take
     */
    String path(Map<String, String> values) {
        List<String> segments = new ArrayList<>();
        for (String segment : template.split("/", -1)) {
            Matcher place = PLACE.matcher(segment);
            String filled =
                    place.replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
            String safe = filled.isBlank() ? "_" : filled;
            if (safe.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT) {
                throw new IllegalArgumentException("a part of '" + template + "' is longer than 255 bytes");
            }
            segments.add(safe);
        }
        return String.join("/", segments);
    }
}
