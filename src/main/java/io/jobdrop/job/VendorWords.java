package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A vendor's own explanation in an answer: RFC 9457 (problem+json), or the fields that vendors use. */
public final class VendorWords {
    private VendorWords() {}

    /** The explanation as one line without secrets of URLs; empty when there is none. */
    public static Optional<String> in(JsonNode answer) {
        return Stream.of("detail", "error", "message", "error_message", "title")
                .map(answer::path)
                .map(field -> field.isObject() ? field.path("message") : field)
                .filter(field -> field.isTextual() && !field.textValue().isBlank())
                .findFirst()
                .map(field -> Redacted.line(field.textValue()));
    }

    /** What stands at a place, as one line without secrets of URLs: a text, or the explanation in an object or an array. */
    public static String at(JsonField place, JsonNode answer) {
        return place.in(answer).flatMap(VendorWords::text).orElse("an error without an explanation");
    }

    private static Optional<String> text(JsonNode node) {
        if (node.isArray()) {
            return Optional.of(StreamSupport.stream(node.spliterator(), false)
                            .flatMap(item -> text(item).stream())
                            .collect(Collectors.joining("; ")))
                    .filter(all -> !all.isEmpty())
                    .map(Redacted::line);
        }
        return node.isObject()
                ? in(node)
                : Optional.of(Redacted.line(node.asText())).filter(line -> !line.isEmpty());
    }

    /** The explanation as the rest of a sentence; empty when there is none. */
    public static String said(JsonNode answer) {
        return in(answer).map(words -> ", but says: " + words).orElse("");
    }
}
