package io.jobdrop.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.InvalidPathException;
import io.jobdrop.job.RequestText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Finds what is wrong with the texts of a feed's requests: paths, query parameters, headers and bodies. */
final class RequestCheck {
    private static final Set<String> OURS = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-length",
            "cookie",
            "expect",
            "host",
            "if-range",
            "proxy-authorization",
            "range",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final String vendor;
    private final UnaryOperator<String> settings;
    private final BiConsumer<YamlNode, String> report;

    /** With what puts settings in the place of {@code {{KEY}}}, or throws {@link IllegalArgumentException}. */
    RequestCheck(String vendor, UnaryOperator<String> settings, BiConsumer<YamlNode, String> report) {
        this.vendor = vendor;
        this.settings = settings;
        this.report = report;
    }

    /** Whether a property is a text of a request. */
    static boolean isText(JsonNode property) {
        return property.has("x-places");
    }

    /** Whether a property is a map of texts of a request. */
    static boolean isMap(JsonNode property) {
        return property.path("additionalProperties").isObject();
    }

    /** Checks query parameters or headers. */
    void map(String path, JsonNode property, YamlNode values) {
        if (!values.isMap()) {
            report.accept(values, path + " must hold names with values, indented below " + path);
            return;
        }
        if (values.fields().isEmpty()) {
            report.accept(values, path + " is empty; leave it out, or give it a name with a value");
        }
        boolean headers = property.has("propertyNames");
        values.duplicates(headers).forEach(key -> report.accept(key, path + ": " + key.text() + " is there twice"));
        values.fields().forEach((name, value) -> {
            if (headers) {
                header(path, name, value);
            }
            if (value.isMap() || value.isList()) {
                report.accept(
                        value,
                        path + "." + name + " must be one value"
                                + (value.isMap() ? "; quote a value that begins with '{'" : ""));
            } else {
                text(path + "." + name, property, value);
            }
        });
    }

    private void header(String path, String name, YamlNode value) {
        if (!HEADER.matcher(name).matches()) {
            report.accept(value, path + ": '" + name + "' is no name of a header");
        } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            report.accept(
                    value,
                    path + ": the header " + name + " is not a feed's to set"
                            + (name.equalsIgnoreCase("authorization")
                                    ? "; authScheme and VENDOR.token say how the key is sent"
                                    : ""));
        }
    }

    private Optional<String> unknown(String secret) {
        try {
            String unused = settings.apply("{{" + secret + "}}");
            return Optional.empty();
        } catch (InsertedSettings.Unknown e) {
            return Optional.ofNullable(e.getMessage());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // A secret that is there.
        }
    }

    /** Checks a path, a value of a map, or a body. Braces of a body that are no place stay as they are. */
    void text(String path, JsonNode property, YamlNode value) {
        String raw = value.text();
        Placeholders places =
                new Placeholders(StreamSupport.stream(property.path("x-places").spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList());
        boolean body = isBody(property);
        if (!body && raw.chars().anyMatch(Character::isISOControl)) {
            report.accept(value, path + " holds a line break or a control character; " + YamlNode.ESCAPE);
            return;
        }
        List<String> wrong = body ? List.of() : places.wrong(raw);
        wrong.forEach(
                what -> report.accept(value, path + ": '" + what + "' is replaced by nothing; " + places.allowed()));
        if (wrong.isEmpty()) {
            settings(path, property, value, places);
        }
    }

    private static boolean isPath(JsonNode property) {
        return property.path("pattern").asText().equals(FeedCheck.BELOW_URL);
    }

    /** Whether a text of a request is its body. */
    static boolean isBody(JsonNode property) {
        return isText(property) && !isMap(property) && !isPath(property);
    }

    private void settings(String path, JsonNode property, YamlNode value, Placeholders places) {
        String raw = value.text();
        for (String secret : InsertedSettings.secretsIn(raw)) {
            Optional<String> unknown = unknown(secret);
            if (unknown.isPresent()) {
                report.accept(value, path + ": " + unknown.get());
            } else if (isPath(property)) {
                report.accept(
                        value,
                        path + ": the secret " + secret
                                + " has no place in a path; put it into a query, a header or a body");
            } else if (!secret.startsWith(vendor + ".")) {
                report.accept(value, path + ": the secret " + secret + " is not one of the vendor " + vendor);
            }
        }
        try {
            String text = InsertedSettings.aroundSecrets(raw, settings);
            for (String place : new RequestText(text).places()) {
                boolean field = place.startsWith("$");
                String problem = field ? JsonPathForm.problem(place) : "";
                if (!problem.isEmpty()) {
                    report.accept(value, path + ": '{" + place + "}' " + problem);
                } else if (!places.known().contains(field ? "$" : place)) {
                    report.accept(value, path + ": '{" + place + "}' is replaced by nothing; " + places.allowed());
                }
            }
        } catch (InvalidPathException e) {
            report.accept(value, path + ": '" + raw + "' holds a place that is no JSONPath: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            report.accept(value, path + ": " + e.getMessage() + "; " + places.allowed());
        }
    }
}
