package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** The explanation as the rest of a sentence; empty when there is none. */
    public static String said(JsonNode answer) {
        return in(answer).map(words -> ", but says: " + words).orElse("");
    }
}
