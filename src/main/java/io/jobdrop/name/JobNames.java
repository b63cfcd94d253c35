package io.jobdrop.name;

import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The paths of one job's results and of its manifest, below the destination. Results are named in their order, each as
 * soon as its type is known, so that a destination may ask for the name before the first byte.
 */
public final class JobNames {
    private final NameTemplate resultName;
    private final Map<String, String> values;
    private final String manifest;
    private final ResultNames names;
    private final Map<Integer, String> taken = new HashMap<>();
    private final UnaryOperator<String> redact;

    JobNames(
            Job job,
            NameTemplate resultName,
            Map<String, String> values,
            NameTemplate manifestName,
            Map<String, String> manifestValues,
            UnaryOperator<String> redact) {
        this.redact = redact;
        this.resultName = resultName;
        this.values = values;
        this.manifest = path(manifestName, manifestValues);
        this.names = new ResultNames(
                job, manifest.substring(manifest.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT), redact);
    }

    /** What a vendor or a host says of a result, in the form in which it may be stored: without secrets. */
    public String redacted(String text) {
        return redact.apply(text);
    }

    /** A result whose name may be stored. */
    public Result redacted(Result result) {
        String name = result.name();
        return name == null
                ? result
                : new Result(
                        result.index(),
                        result.url(),
                        redact.apply(name),
                        result.size(),
                        result.checksum(),
                        result.parts());
    }

    /** Where the manifest is to stand. */
    public String manifest() {
        return manifest;
    }

    /**
     * Where a result is to stand. The same question, after the same results, has the same answer.
     *
     * @throws Held when the name is longer than file systems take, or another result or the manifest has it
     */
    public String path(Result result, ResultHead head) {
        Map<String, String> filled = new HashMap<>(values);
        filled.put("fileName", names.of(result, head));
        filled.put("index", Integer.toString(result.index()));
        return alone(result, path(resultName, filled));
    }

    /**
     * Where a result stands that a step of the engineer's own has renamed: below the same folder, by a safe name that no
     * other result has and that is not the manifest's.
     *
     * @throws Held when another result or the manifest stands there all the same
     */
    public String renamed(Result result, String folder, String name) {
        return alone(result, folder + names.renamed(result, name));
    }

    // Base names are told apart; what a template puts around them may make them equal again. One would be lost.
    private String alone(Result result, String path) {
        taken.remove(result.index());
        String other = path.equalsIgnoreCase(manifest)
                ? "the manifest"
                : taken.entrySet().stream()
                        .filter(entry -> entry.getValue().equalsIgnoreCase(path))
                        .map(entry -> "result " + entry.getKey())
                        .findFirst()
                        .orElse("");
        if (!other.isEmpty()) {
            throw new Held(result + " and " + other + " have one name by jobdrop.drop.name, " + path
                    + "; nothing was delivered. Put a / or another separator between its parts");
        }
        taken.put(result.index(), path);
        return path;
    }

    private static String path(NameTemplate template, Map<String, String> values) {
        try {
            return template.path(values);
        } catch (IllegalArgumentException e) {
            throw new Held(String.valueOf(e.getMessage()), e);
        }
    }
}
