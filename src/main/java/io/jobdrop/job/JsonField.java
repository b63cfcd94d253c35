package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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

    // JSON's null has the text "null".
    private static final Set<String> NOTHING = Set.of("", "false", "0", "null");

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
        try {
            JsonNode found = compiled.read(json, JSON);
            return Optional.ofNullable(found).filter(node -> !node.isNull() && !node.isMissingNode());
        } catch (JsonPathException e) {
            return Optional.empty(); // A filter met a text or a number.
        }
    }

    /** Whether the place exists, even if it holds null. */
    public boolean existsIn(JsonNode json) {
        JsonNode found = compiled == null ? null : compiled.read(json, JSON);
        return compiled != null
                && found != null
                && !found.isMissingNode()
                && (compiled.isDefinite() || !found.isEmpty());
    }

    /**
     * The text of a string, a number or a boolean at the place. Different numbers have different texts, of bounded
     * length; a number that was too large to be read has none.
     */
    public Optional<String> textIn(JsonNode json) {
        return in(json).flatMap(JsonField::textOf);
    }

    /** The text of a string, a number or a boolean; of nothing else. */
    public static Optional<String> textOf(JsonNode node) {
        return Optional.of(node)
                .filter(JsonNode::isValueNode)
                .filter(value -> !value.isNull() && !isLost(value))
                .map(JsonField::text);
    }

    /** Whether several places may match, so that {@link #in} gives an array or an object of them. */
    public boolean isSelection() {
        return compiled != null && !compiled.isDefinite();
    }

    private static boolean isLost(JsonNode node) {
        return node.isDouble() && !Double.isFinite(node.doubleValue());
    }

    private static String text(JsonNode node) {
        if (!node.isBigDecimal()) {
            return node.asText();
        }
        BigDecimal exact = node.decimalValue();
        double near = exact.doubleValue();
        // As earlier versions wrote it, where that says all. The exponent is never written out: 1e999999999 is short.
        return Double.isFinite(near) && new BigDecimal(Double.toString(near)).compareTo(exact) == 0
                ? Double.toString(near)
                : exact.toString().replace("+", "");
    }

    /** The whole number at the place, also when it is written as a string of digits, or with a fraction of zero. */
    public OptionalLong numberIn(JsonNode json) {
        Optional<JsonNode> found = in(json);
        if (found.isPresent() && found.get().isNumber()) {
            return whole(found.get());
        }
        String text = found.filter(JsonNode::isTextual).map(JsonNode::textValue).orElse("");
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static OptionalLong whole(JsonNode number) {
        try {
            return isLost(number)
                    ? OptionalLong.empty()
                    : OptionalLong.of(number.decimalValue().longValueExact());
        } catch (ArithmeticException e) {
            return OptionalLong.empty(); // It has a fraction, or is too large.
        }
    }

    /**
     * Whether the vendor says something at the place. Nothing is said by what is absent, null, false, 0, an empty text, array
     * or object, and by false and 0 as texts. A path with a filter says something when it finds something.
     */
    public boolean saysSomethingIn(JsonNode json) {
        List<JsonNode> found = in(json).stream()
                .flatMap(node -> isMany() ? StreamSupport.stream(node.spliterator(), false) : Stream.of(node))
                .toList();
        return isFilter() ? !found.isEmpty() : found.stream().anyMatch(JsonField::saysSomething);
    }

    /** The boolean at the place; a path with a filter is true when it finds something, and false otherwise. */
    public Optional<Boolean> booleanIn(JsonNode json) {
        return isFilter()
                ? Optional.of(saysSomethingIn(json))
                : in(json).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    private boolean isFilter() {
        return path.replace(" ", "").contains("[?");
    }

    private boolean isMany() {
        return compiled != null && !compiled.isDefinite();
    }

    private static boolean saysSomething(JsonNode node) {
        if (node.isContainerNode()) {
            return !node.isEmpty();
        }
        return node.isNumber()
                ? isLost(node) || node.decimalValue().signum() != 0
                : !NOTHING.contains(node.asText("").strip().toLowerCase(Locale.ROOT));
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
