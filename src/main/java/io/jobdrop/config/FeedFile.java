package io.jobdrop.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file of {@code routes/feeds}: which templates it uses, with which parameters.
 *
 * <p>Camel loads the file itself; this view of it exists so that mistakes are found before Camel starts, with their
 * line, and so that the launcher knows which vendor a feed belongs to.
 */
public record FeedFile(Path path, List<Use> uses) {
    private static final List<String> FIELDS = List.of("routeTemplateRef", "routeId", "parameters");
    private static final String NO_STEP = "kamelet:no-step-action";
    private static final String SUFFIX = ".camel.yaml";

    /** A template in use. */
    record Use(String template, String routeId, int line, Map<String, Parameter> parameters) {}

    /** A parameter's value and the line it stands on. */
    record Parameter(String value, int line) {}

    /** The feed's name: the file's name without {@code .camel.yaml}. */
    public String feed() {
        return path.getFileName().toString().replace(SUFFIX, "");
    }

    /** The vendor whose settings the feed uses; empty when the file does not say. */
    public String vendor() {
        return parameter("vendor").orElse("");
    }

    /** Whether the job ids of this feed come from people and systems, by an inbox or by {@code jobdrop watch}. */
    public boolean hasInbox() {
        return uses.stream().anyMatch(use -> use.template().equals("job-inbox"));
    }

    /** Whether a step of the engineer's own stands between download and deliver; it wants a file on this machine. */
    public boolean hasStep() {
        return !parameter("step").orElse(NO_STEP).equals(NO_STEP);
    }

    /** Whether the vendor can be asked for one job of this feed. */
    public boolean hasDetail() {
        return !parameter("detailPath").orElse("").isEmpty();
    }

    /** The first value that the file gives a parameter, in any of its templates. */
    public Optional<String> parameter(String name) {
        return uses.stream()
                .map(use -> use.parameters().get(name))
                .filter(java.util.Objects::nonNull)
                .map(Parameter::value)
                .findFirst();
    }

    static boolean isFeedFile(Path path) {
        return path.getFileName().toString().endsWith(SUFFIX);
    }

    static FeedFile read(Path path, List<Problem> problems) {
        List<Use> uses = new ArrayList<>();
        try {
            for (YamlNode entry : YamlNode.read(path).items()) {
                Optional<YamlNode> use = entry.field("templatedRoute");
                if (use.isEmpty() || entry.fields().size() != 1) {
                    problems.add(new Problem(
                            path + ":" + entry.line(),
                            "a feed file holds templatedRoute entries only; steps belong into a template"));
                } else {
                    uses.add(use(path, use.get(), problems));
                }
            }
            if (uses.isEmpty()) {
                problems.add(new Problem(path + ":1", "no templatedRoute entry"));
            }
        } catch (YamlNode.Unreadable e) {
            problems.add(e.problem);
        }
        return new FeedFile(path, List.copyOf(uses));
    }

    private static Use use(Path path, YamlNode node, List<Problem> problems) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        node.fields().forEach((field, value) -> {
            if (!FIELDS.contains(field)) {
                problems.add(new Problem(
                        path + ":" + value.line(),
                        "a templatedRoute has no field '" + field + "'" + Nearest.suggestion(field, FIELDS)));
            }
        });
        for (YamlNode parameter : node.field("parameters").map(YamlNode::items).orElse(List.of())) {
            String name = parameter.text("name");
            if (name.isEmpty() || parameter.field("value").isEmpty()) {
                problems.add(new Problem(path + ":" + parameter.line(), "a parameter needs a name and a value"));
            } else if (parameters.put(name, new Parameter(parameter.text("value"), parameter.line())) != null) {
                problems.add(new Problem(path + ":" + parameter.line(), "parameter '" + name + "' is given twice"));
            }
        }
        return new Use(node.text("routeTemplateRef"), node.text("routeId"), node.line(), parameters);
    }
}
