package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A place in a vendor's JSON, given as a JSONPath (RFC 9535 as far as Jayway reads it). A place that does not exist
 * and a JSON null are the same: nothing. An empty path never finds anything.
 */
public final class JsonField {
    private static final Configuration JSON = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider())
            .mappingProvider(new JacksonMappingProvider())
            .options(Option.SUPPRESS_EXCEPTIONS)
            .build();

    private final String path;
    private final @Nullable JsonPath compiled;

    /**
     * Compiles a path.
     *
     * @throws com.jayway.jsonpath.InvalidPathException when it is none
     */
    public JsonField(String path) {
        this.path = path;
        this.compiled = path.isEmpty() ? null : JsonPath.compile(path);
    }

    /** The path as it was written. */
    public String path() {
        return path;
    }

    /** Whether there is a path at all. */
    public boolean isGiven() {
        return compiled != null;
    }

    /** What stands at the place. */
    public Optional<JsonNode> in(JsonNode json) {
        if (compiled == null) {
            return Optional.empty();
        }
        JsonNode found = compiled.read(json, JSON);
        return Optional.ofNullable(found).filter(node -> !node.isNull() && !node.isMissingNode());
    }

    /** The text of a string, a number or a boolean at the place. */
    public Optional<String> textIn(JsonNode json) {
        return in(json).filter(JsonNode::isValueNode).map(JsonNode::asText);
    }

    /** The whole number at the place, also when it is written as a string of digits. */
    public OptionalLong numberIn(JsonNode json) {
        Optional<JsonNode> found = in(json);
        if (found.isPresent() && found.get().canConvertToLong() && found.get().isIntegralNumber()) {
            return OptionalLong.of(found.get().longValue());
        }
        String text = found.filter(JsonNode::isTextual).map(JsonNode::textValue).orElse("");
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Everything at the place: the elements of an array, or the one value. */
    public List<JsonNode> allIn(JsonNode json) {
        List<JsonNode> all = new ArrayList<>();
        in(json).ifPresent(node -> {
            if (node.isArray()) {
                node.forEach(all::add);
            } else {
                all.add(node);
            }
        });
        return all;
    }
}
