package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A vendor's own explanation in an answer: RFC 9457 (problem+json), or the fields that vendors use. */
public final class VendorWords {
    private static final List<String> FIELDS = List.of(
            "detail",
            "error_description",
            "message",
            "error_message",
            "error",
            "errors",
            "errorMessages",
            "title",
            "__type");
    private static final List<String> KINDS = List.of("__type", "error");
    private static final int DEEPEST = 4;
    private static final int MOST = 5;

    private VendorWords() {}

    /** The explanation as one line without secrets of URLs; empty when there is none. */
    public static Optional<String> in(JsonNode answer) {
        return words(answer, DEEPEST).map(Redacted::line).filter(line -> !line.isEmpty());
    }

    // The first field that explains; before it the kind of the error, where the answer has one beside it.
    private static Optional<String> words(JsonNode node, int deepest) {
        if (!node.isObject()) {
            return Optional.empty();
        }
        return FIELDS.stream()
                .flatMap(name -> field(node, name).flatMap(field -> text(field, deepest)).stream())
                .findFirst()
                .map(words -> KINDS.stream()
                        .flatMap(name -> field(node, name).filter(JsonNode::isTextual).stream())
                        .map(JsonNode::textValue)
                        .filter(kind -> !kind.isBlank() && !kind.equals(words))
                        .findFirst()
                        .map(kind -> kind + ": " + words)
                        .orElse(words));
    }

    private static Optional<String> text(JsonNode node, int deepest) {
        if (node.isTextual() && !node.textValue().isBlank()) {
            return Optional.of(node.textValue().strip());
        }
        if (deepest == 0 || !node.isContainerNode()) {
            return Optional.empty();
        }
        return node.isArray()
                ? Optional.of(StreamSupport.stream(node.spliterator(), false)
                                .limit(MOST)
                                .flatMap(item -> text(item, deepest - 1).or(() -> JsonField.textOf(item)).stream())
                                .filter(text -> !text.isBlank())
                                .collect(Collectors.joining("; ")))
                        .filter(all -> !all.isEmpty())
                // OData puts the message into an object.
                : words(node, deepest - 1)
                        .or(() ->
                                field(node, "value").filter(JsonNode::isTextual).map(JsonNode::textValue));
    }

    // AWS writes message and Message.
    private static Optional<JsonNode> field(JsonNode node, String name) {
        return node.properties().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** What stands at a place, as one line without secrets of URLs: a text, or the explanation in an object or an array. */
    public static String at(JsonField place, JsonNode answer) {
        return place.in(answer)
                .flatMap(node -> text(node, DEEPEST).or(() -> JsonField.textOf(node)))
                .map(Redacted::line)
                .filter(line -> !line.isEmpty())
                .orElse("an error without an explanation");
    }

    /** The explanation as the rest of a sentence; empty when there is none. */
    public static String said(JsonNode answer) {
        return in(answer).map(words -> ", but says: " + words).orElse("");
    }
}
