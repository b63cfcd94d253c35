package io.jobdrop.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;

/** Finds what is wrong with the properties of one feed, by the schema and by what they mean together, each with its line. */
final class FeedCheck {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$?\\{+([^{}]*)}+");
    private static final List<String> WORDS = List.of("completed", "open", "failed");

    private final FeedFile file;
    private final FeedSchema schema;
    private final UnaryOperator<String> settings;
    private final List<Problem> problems;

    /** With what puts settings in the place of {@code {{KEY}}}, or throws {@link IllegalArgumentException}. */
    FeedCheck(FeedFile file, FeedSchema schema, UnaryOperator<String> settings, List<Problem> problems) {
        this.file = file;
        this.schema = schema;
        this.settings = settings;
        this.problems = problems;
    }

    void run() {
        YamlNode properties = file.properties();
        if (!properties.fields().isEmpty()) {
            int before = problems.size();
            group("", schema.feed(), properties);
            if (problems.size() == before) {
                together(properties);
            }
        }
    }

    private void group(String path, JsonNode declared, YamlNode values) {
        String of = path.isEmpty() ? "a feed" : path;
        if (!values.isMap()) {
            report(values, path + " must hold properties, each on its own line, indented below " + path);
            return;
        }
        JsonNode form = schema.form(declared, values);
        boolean undecided = declared.has("oneOf") && form.equals(declared);
        values.duplicates()
                .forEach(key -> report(key, prefix(path) + key.text() + " is there twice; the second would win"));
        values.fields().forEach((name, value) -> {
            JsonNode property = schema.property(form, name);
            if (property.isMissingNode() && !undecided) {
                report(value, of + unknown(path, declared, form, name));
            } else if (property.path("type").asText().equals("object")) {
                group(prefix(path) + name, property, value);
            } else if (!property.isMissingNode()) {
                value(prefix(path) + name, name.equals("type") ? schema.property(declared, name) : property, value);
            }
        });
        declared.path("required").forEach(name -> {
            if (values.field(name.textValue()).isEmpty()) {
                report(values, of + " needs the property '" + name.textValue() + "'");
            }
        });
    }

    private static String prefix(String path) {
        return path.isEmpty() ? "" : path + ".";
    }

    private String unknown(String path, JsonNode declared, JsonNode form, String name) {
        String of = schema.formWith(declared, name).orElse("");
        if (!of.isEmpty() && declared.has("oneOf")) {
            return ".type decides: '" + name + "' does nothing there; it belongs to type " + of;
        }
        List<String> elsewhere = schema.groupsWith(name).keySet().stream()
                .filter(group -> !group.equals(path))
                .toList();
        String near = Nearest.suggestion(name, FeedSchema.names(form));
        if (!elsewhere.isEmpty() && near.isEmpty()) {
            String right = elsewhere.get(0);
            return " has no property '" + name + "'; "
                    + (right.isEmpty() ? "it belongs to the feed itself" : "it belongs to " + right)
                    + ": check its indentation";
        }
        return " has no property '" + name + "'" + near;
    }

    private void value(String path, JsonNode property, YamlNode value) {
        List<String> types = texts(property.path("type"));
        if (value.isMap() || (value.isList() && !types.contains("array"))) {
            report(value, path + " must be " + (types.contains("array") ? "words" : "one value"));
            return;
        }
        if (value.isList()) {
            value.items().forEach(item -> text(path, property.path("items"), item));
        } else if (value.text().isBlank()) {
            report(value, path + " is empty; leave it out, or give it a value");
        } else {
            text(path, property, value);
        }
    }

    private void text(String path, JsonNode property, YamlNode value) {
        try {
            String text = settings.apply(value.text());
            String problem = problem(property, text);
            if (!problem.isEmpty()) {
                report(value, path + ": '" + text + "' " + problem);
            }
        } catch (IllegalArgumentException e) {
            report(value, path + ": " + e.getMessage());
        }
    }

    private static String problem(JsonNode property, String text) {
        List<String> choices = texts(property.path("enum"));
        if (!choices.isEmpty() && !choices.contains(text)) {
            return "is none of " + String.join(", ", choices) + Nearest.suggestion(text, choices);
        }
        String pattern = property.path("pattern").asText();
        if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
            return "does not match " + pattern;
        }
        int least = property.path("minimum").asInt();
        if (property.path("type").asText().equals("integer")
                && (!text.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(text) < least)) {
            return "is no whole number from " + least;
        }
        return switch (property.path("format").asText()) {
            case "json-path" -> pathProblem(text);
            case "regex" -> regexProblem(text);
            case "cron" ->
                SettingKind.CRON
                        .problem(text)
                        .map(what -> "does not do: " + what)
                        .orElse("");
            default -> "";
        };
    }

    private static String pathProblem(String path) {
        try {
            JsonPath.compile(path);
            return path.startsWith("$") ? "" : "does not start with $";
        } catch (InvalidPathException e) {
            return "is no JSONPath: " + e.getMessage();
        }
    }

    private static String regexProblem(String pattern) {
        try {
            Pattern.compile(pattern);
            return "";
        } catch (PatternSyntaxException e) {
            return "is no regular expression: " + e.getDescription();
        }
    }

    private static List<String> texts(JsonNode values) {
        return values.isTextual()
                ? List.of(values.textValue())
                : StreamSupport.stream(values.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
    }

    // What each value allows, and all of them together do not.
    private void together(YamlNode properties) {
        FeedValues values = new FeedValues(schema, schema.feed(), properties, settings);
        FeedValues job = values.group("job").orElseThrow();
        Map<String, String> lists = new TreeMap<>();
        for (String list : WORDS) {
            for (String word : job.words(list)) {
                String before = lists.putIfAbsent(word.toLowerCase(Locale.ROOT), list);
                if (before != null && !before.equals(list)) {
                    report("job." + list, "the status word '" + word + "' is among " + before + " and among " + list);
                }
            }
        }
        if (properties.field("list").isEmpty()) {
            if (job.text("idPattern").isEmpty()) {
                report("job", "a feed without a list needs job.idPattern, since people and systems name its ids");
            }
            if (properties.field("detail").isEmpty()) {
                report("vendor", "a feed without a list needs detail, since nothing else shows its jobs");
            }
        }
        for (String path : List.of("list.path", "detail.path")) {
            placeholders(path);
        }
    }

    // Only these names are put in, so that braces that mean something else stay.
    private void placeholders(String property) {
        String[] names = property.split("\\.", 2);
        String text = file.properties()
                .field(names[0])
                .map(group -> group.text(names[1]))
                .orElse("");
        List<String> wrong = new ArrayList<>();
        for (Matcher found = PLACEHOLDER.matcher(text); found.find(); ) {
            boolean setting = found.group().startsWith("{{") && found.group().endsWith("}}");
            boolean right = found.group().equals("{jobId}") && names[0].equals("detail");
            if (!setting && !right) {
                wrong.add(found.group());
            }
        }
        wrong.forEach(what -> report(
                property,
                property + ": '" + what + "' is replaced by nothing; "
                        + (names[0].equals("detail")
                                ? "{jobId} is the job's id, {{KEY}} a setting"
                                : "{{KEY}} is a setting, and nothing else is known here")));
    }

    private void report(YamlNode node, String what) {
        problems.add(new Problem(file.path() + ":" + node.line(), what));
    }

    private void report(String property, String what) {
        problems.add(new Problem(file.path() + ":" + file.line(property), what));
    }
}
