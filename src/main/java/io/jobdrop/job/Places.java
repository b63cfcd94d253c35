package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is put into the places of a request.
 *
 * @param values by the name of the place, such as {@code jobId}
 * @param fields where the places that are a JSONPath look
 */
public record Places(Map<String, JsonNode> values, JsonNode fields) {
    /** Nothing at all. */
    public static final Places NONE = new Places(Map.of(), MissingNode.getInstance());

    /** What is known of a job. */
    public static Places of(Job job) {
        return new Places(Map.of("jobId", new TextNode(job.id())), job.fields());
    }

    /** The same with a text; null for nothing. */
    public Places with(String name, @Nullable String value) {
        return value == null ? this : and(name, new TextNode(value));
    }

    /** The same with a number. */
    public Places with(String name, long number) {
        return and(name, number == (int) number ? new IntNode((int) number) : new LongNode(number));
    }

    /** The same for places that look in another response. */
    public Places in(JsonNode response) {
        return new Places(values, response);
    }

    private Places and(String name, JsonNode value) {
        Map<String, JsonNode> more = new HashMap<>(values);
        more.put(name, value);
        return new Places(Map.copyOf(more), fields);
    }

    /** What belongs into a place; nothing where there is none. */
    Optional<JsonNode> get(String place) {
        if (!place.startsWith("$")) {
            return Optional.ofNullable(values.get(place));
        }
        JsonField field = new JsonField(place);
        // A selection of nothing is nothing.
        return field.in(fields).filter(found -> !field.isSelection() || !found.isEmpty());
    }

    /** Fields may hold the URLs of results, which are secrets. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
