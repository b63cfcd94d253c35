package io.jobdrop.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;

/** Finds what is wrong with the properties of one feed, by the schema, each with its line. */
final class FeedCheck {
    static final String BELOW_URL = "^/";

    private final FeedFile file;
    private final FeedSchema schema;
    private final UnaryOperator<String> settings;
    private final List<Problem> problems;
    private final RequestCheck requests;

    /** With what puts settings in the place of {@code {{KEY}}}, or throws {@link IllegalArgumentException}. */
    FeedCheck(FeedFile file, FeedSchema schema, UnaryOperator<String> settings, List<Problem> problems) {
        this.file = file;
        this.schema = schema;
        this.settings = settings;
        this.problems = problems;
        this.requests = new RequestCheck(file.vendor(), settings, this::report);
    }

    void run() {
        YamlNode properties = file.properties();
        if (!properties.fields().isEmpty()) {
            int before = problems.size();
            group("", schema.feed(), properties);
            new FeedConsistency(file, schema, settings, problems).run(problems.size() == before);
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
            } else if (RequestCheck.isMap(property)) {
                requests.map(prefix(path) + name, property, value);
            } else if (property.path("items").has("$ref")) {
                list(prefix(path) + name, schema.resolved(property.path("items")), value);
            } else if (property.path("type").asText().equals("object")) {
                group(prefix(path) + name, property, value);
            } else if (!property.isMissingNode()) {
                value(prefix(path) + name, name.equals("type") ? schema.property(declared, name) : property, value);
            }
        });
        if (!path.isEmpty() && values.fields().isEmpty() && !declared.has("required")) {
            report(values, path + " is empty; leave it out, or give it a property");
        }
        declared.path("required").forEach(name -> {
            if (values.field(name.textValue()).isEmpty()) {
                report(values, of + " needs the property '" + name.textValue() + "'");
            }
        });
    }

    private void list(String path, JsonNode item, YamlNode values) {
        if (values.items().isEmpty()) {
            report(values, path + " must be a list: begin each of its requests with '- '");
        }
        int number = 1;
        for (YamlNode value : values.items()) {
            group(path + "[" + number++ + "]", item, value);
        }
    }

    private static String prefix(String path) {
        return path.isEmpty() ? "" : path + ".";
    }

    private String unknown(String path, JsonNode declared, JsonNode form, String name) {
        String of = schema.formWith(declared, name).orElse("");
        if (!of.isEmpty() && declared.has("oneOf")) {
            return ".type decides: '" + name + "' does nothing there; it belongs to type " + of;
        }
        List<String> elsewhere = groupsWith(path, name);
        return " has no property '" + name + "'"
                + (elsewhere.isEmpty()
                        ? Nearest.suggestion(name, FeedSchema.names(form))
                        : "; it belongs to " + String.join(" or ", elsewhere) + ": check its indentation");
    }

    private List<String> groupsWith(String path, String name) {
        Set<String> groups = schema.groupsWith(name).keySet();
        return groups.stream()
                .filter(group -> !group.equals(path))
                // It repeats the properties of the groups that most feeds have.
                .filter(group -> groups.size() == 1 || !group.equals("download.parts"))
                .map(group -> group.isEmpty() ? "the feed itself" : group)
                .toList();
    }

    private void value(String path, JsonNode property, YamlNode value) {
        List<String> types = texts(property.path("type"));
        if (value.isMap() || (value.isList() && !types.contains("array"))) {
            report(
                    value,
                    path + " must be "
                            + (RequestCheck.isBody(property)
                                    ? "one text; put it into single quotes, or behind '>-'"
                                    : (types.contains("array") ? "words" : "one value") + tooFar(path, value)));
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

    // Of a value with properties below it, those that belong beside it or elsewhere.
    private String tooFar(String path, YamlNode value) {
        return value.fields().keySet().stream()
                .filter(name -> !groupsWith(path, name).isEmpty())
                .findFirst()
                .map(name -> "; '" + name + "' below it belongs to " + String.join(" or ", groupsWith(path, name))
                        + ": check its indentation")
                .orElse("");
    }

    private void text(String path, JsonNode property, YamlNode value) {
        String raw = value.text();
        boolean request = RequestCheck.isText(property);
        if (!RequestCheck.isBody(property) && raw.strip().chars().anyMatch(Character::isISOControl)) {
            report(value, path + " holds a line break or a control character; " + YamlNode.ESCAPE);
        } else if (property.path("pattern").asText().equals(BELOW_URL) && raw.contains("\\")) {
            report(value, path + ": '" + raw + "' holds a backslash; write / in its place");
        } else if (request) {
            requests.text(path, property, value);
            pattern(path, property, value);
        } else {
            plain(path, property, value);
        }
    }

    private void pattern(String path, JsonNode property, YamlNode value) {
        String problem = problem(property, value.text());
        if (!problem.isEmpty()) {
            report(value, path + ": '" + value.text() + "' " + problem);
        }
    }

    private void plain(String path, JsonNode property, YamlNode value) {
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
            return "is not one of: " + String.join(", ", choices) + Nearest.suggestion(text, choices);
        }
        String pattern = property.path("pattern").asText();
        if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
            String example = property.path("examples").path(0).asText();
            return "does not match " + pattern + (example.isEmpty() ? "" : "; an example is " + example);
        }
        int least = property.path("minimum").asInt();
        if (property.path("type").asText().equals("integer")
                && (!text.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(text) < least)) {
            return "is no whole number from " + least;
        }
        return switch (property.path("format").asText()) {
            case "json-path" -> JsonPathForm.problem(text);
            case "json-path-or-http" -> text.equals(FeedFile.HTTP) ? "" : JsonPathForm.problem(text);
            case "regex" -> regexProblem(text);
            case "cron" ->
                SettingKind.CRON
                        .problem(text)
                        // The caller names the value already.
                        .map(what -> what.replace("'" + text + "' ", ""))
                        .orElse("");
            default -> "";
        };
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

    private void report(YamlNode node, String what) {
        problems.add(new Problem(file.path() + ":" + node.line(), what));
    }
}
