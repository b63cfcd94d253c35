package io.jobdrop.recorded;

import com.fasterxml.jackson.databind.node.TextNode;
import io.jobdrop.config.YamlNode;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A body in a file of YAML: a text is taken as it is written, anything else becomes JSON. */
final class JsonText {
    private static final String NUMBER = "-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?";

    private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\u2028\\u2029&&[^\\n\\r]]");

    private JsonText() {}

    /** The body. */
    static String of(YamlNode body) {
        return body.isMap() || body.isList() ? json(body) : body.text();
    }

    private static String json(YamlNode node) {
        if (node.isMap()) {
            return node.fields().entrySet().stream()
                    .map(field -> quoted(field.getKey()) + ":" + json(field.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isList()) {
            return node.items().stream().map(JsonText::json).collect(Collectors.joining(",", "[", "]"));
        }
        Tag tag = node.node().getTag();
        if (tag.equals(Tag.NULL)) {
            return "null";
        }
        boolean literal = tag.equals(Tag.BOOL)
                || ((tag.equals(Tag.INT) || tag.equals(Tag.FLOAT))
                        && node.text().matches(NUMBER));
        return literal ? node.text() : quoted(node.text());
    }

    private static String quoted(String text) {
        return new TextNode(text).toString();
    }

    /** A text in quotes, with an escape for each character that is not printed. */
    static String printed(String text) {
        return escaped(quoted(text));
    }

    /** The same JSON with an escape for each character that YAML does not allow, or that people do not see. */
    static String escaped(String json) {
        return HIDDEN.matcher(json)
                .replaceAll(found -> found.group()
                        .chars()
                        .mapToObj(c -> String.format("\\\\u%04x", c))
                        .collect(Collectors.joining()));
    }
}
