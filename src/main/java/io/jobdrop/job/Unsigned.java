package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a vendor's answer one that may be kept: the value of a parameter that is a secret becomes {@code x}, and so does the
 * user of a URL. URLs keep the rest of their query, and so may be requested again.
 */
public final class Unsigned {
    private static final Pattern NAME = Pattern.compile("(?<![\\w.~-])([\\w.~-]++)=");
    private static final Pattern VALUE = Pattern.compile("[^&#\\s\"'<>\\\\]++");
    private static final Pattern USER = Pattern.compile("(?<=://)[^/?#@\\s\"'<>\\\\]++(?=@)");

    private Unsigned() {}

    /** A copy without signatures. */
    public static JsonNode copy(JsonNode json) {
        return copy(json, text -> Redaction.of(text, (layer, redaction) -> find(layer, redaction, secret -> "x")));
    }

    /** A copy with other texts: values, and names of fields. */
    public static JsonNode copy(JsonNode json, UnaryOperator<String> text) {
        if (json.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            json.properties().forEach(field -> object.set(text.apply(field.getKey()), copy(field.getValue(), text)));
            return object;
        }
        if (json.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            json.forEach(item -> array.add(copy(item, text)));
            return array;
        }
        return json.isTextual() ? new TextNode(text.apply(json.textValue())) : json;
    }

    /**
     * Finds secrets of parameters and users in a layer of a text.
     *
     * @param replacement gives what stands in the place of a secret: letters and digits; the secret itself to keep it
     */
    public static void find(String layer, Redaction redaction, UnaryOperator<String> replacement) {
        int end = 0;
        for (Matcher name = NAME.matcher(layer); name.find(); ) {
            Matcher value = VALUE.matcher(layer).region(name.end(), layer.length());
            // The value of another parameter may be a URL with a signature.
            if (name.start() >= end && Redacted.isSecretName(name.group(1)) && value.lookingAt()) {
                replace(value.start(), value.end(), value.group(), redaction, replacement);
                end = value.end();
            }
        }
        for (Matcher user = USER.matcher(layer); user.find(); ) {
            replace(user.start(), user.end(), user.group(), redaction, replacement);
        }
    }

    private static void replace(
            int start, int end, String secret, Redaction redaction, UnaryOperator<String> replacement) {
        String instead = replacement.apply(secret);
        if (!instead.equals(secret)) {
            redaction.cut(start, end, instead);
        }
    }
}
