package io.jobdrop.config;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.util.List;
import java.util.Optional;

/** What a kamelet declares about a parameter's value: the part of JSON Schema that kamelets use. */
record ParameterSchema(YamlNode schema) {
    /** What is wrong with a value, or empty. */
    Optional<String> problem(String value) {
        List<String> choices = schema.field("enum").map(YamlNode::items).orElse(List.of()).stream()
                .map(YamlNode::text)
                .toList();
        if (!choices.isEmpty() && !choices.contains(value)) {
            return Optional.of("'" + value + "' is none of " + String.join(", ", choices));
        }
        String pattern = schema.text("pattern");
        if (!pattern.isEmpty() && !value.matches(pattern)) {
            return Optional.of("'" + value + "' does not match " + pattern);
        }
        if (schema.text("type").equals("integer")) {
            int least = Integer.parseInt(schema.text("minimum"));
            if (!value.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(value) < least) {
                return Optional.of("'" + value + "' is no whole number from " + least);
            }
        }
        return schema.text("format").equals("json-path") && !value.isEmpty() ? pathProblem(value) : Optional.empty();
    }

    private static Optional<String> pathProblem(String value) {
        try {
            JsonPath.compile(value);
            return value.startsWith("$") ? Optional.empty() : Optional.of("'" + value + "' does not start with $");
        } catch (InvalidPathException e) {
            return Optional.of("'" + value + "' is no JSONPath: " + e.getMessage());
        }
    }
}
