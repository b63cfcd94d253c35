package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a vendor's answer one that may be kept: a secret in the query of a URL becomes {@code x}. */
public final class Unsigned {
    private static final Pattern URL = Pattern.compile("(?i)https?://\\S+\\?\\S+");

    private Unsigned() {}

    /** A copy without signatures. */
    public static JsonNode copy(JsonNode json) {
        if (json.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            json.properties().forEach(field -> object.set(field.getKey(), copy(field.getValue())));
            return object;
        }
        if (json.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            json.forEach(item -> array.add(copy(item)));
            return array;
        }
        return json.isTextual() && URL.matcher(json.textValue()).matches() ? new TextNode(url(json.textValue())) : json;
    }

    private static String url(String url) {
        int query = url.indexOf('?');
        return Arrays.stream(url.substring(query + 1).split("&"))
                .map(parameter -> {
                    String name = parameter.replaceFirst("=.*", "");
                    return Redacted.isSecretName(name) && parameter.contains("=") ? name + "=x" : parameter;
                })
                .collect(Collectors.joining("&", url.substring(0, query + 1), ""));
    }
}
