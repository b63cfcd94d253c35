package io.jobdrop.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.RequestText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a feed's properties, or of a group of them, with the defaults of the schema.
 *
 * @param group what the schema says of the group
 * @param node the group in the file, which was checked
 * @param settings puts settings in the place of <code>{{KEY}}</code>
 */
record FeedValues(FeedSchema schema, JsonNode group, YamlNode node, UnaryOperator<String> settings) {
    /** The values of a group within this one, when the file has it. */
    Optional<FeedValues> group(String name) {
        return node.field(name)
                .map(child ->
                        new FeedValues(schema, schema.form(schema.property(group, name), child), child, settings));
    }

    /** The values of a group, all of them defaults when the file does not have it. */
    FeedValues groupOrDefaults(String name) {
        return group(name)
                .orElseGet(() -> new FeedValues(schema, schema.property(group, name), YamlNode.empty(), settings));
    }

    /** The text of a property, or its default; empty without one. */
    String text(String name) {
        return node.field(name)
                .map(value -> settings.apply(value.text()))
                .orElseGet(() -> schema.property(group, name).path("default").asText());
    }

    /** The same; null without one. */
    @Nullable
    String textOrNull(String name) {
        String text = text(name);
        return text.isEmpty() ? null : text;
    }

    /** Whether the file itself gives a property. */
    boolean gives(String name) {
        return node.field(name).isPresent();
    }

    /** A request: its method, path, query, headers and body. Headers that all requests have stand behind its own. */
    RequestTemplate request(Map<String, RequestText> common) {
        Map<String, RequestText> headers = new LinkedHashMap<>(common);
        texts("headers").forEach((header, value) -> {
            headers.keySet().removeIf(header::equalsIgnoreCase);
            headers.put(header, value);
        });
        return new RequestTemplate(
                text("method"),
                requestText("path"),
                texts("query"),
                Collections.unmodifiableMap(headers),
                node.field("body").isPresent() ? requestText("body") : null);
    }

    /** A text of a request. Secrets are put in where it is sent. */
    RequestText requestText(String name) {
        return node.field(name).map(this::requestText).orElseGet(() -> new RequestText(""));
    }

    private RequestText requestText(YamlNode value) {
        return new RequestText(InsertedSettings.aroundSecrets(value.text(), settings));
    }

    /** A map of texts of a request, in the file's order. */
    Map<String, RequestText> texts(String name) {
        Map<String, RequestText> texts = new LinkedHashMap<>();
        node.field(name)
                .map(YamlNode::fields)
                .orElse(Map.of())
                .forEach((key, value) -> texts.put(key, requestText(value)));
        return Collections.unmodifiableMap(texts);
    }

    /** A list of groups. */
    List<FeedValues> groups(String name) {
        JsonNode items = schema.property(group, name).path("items");
        return node.field(name).map(YamlNode::items).orElse(List.of()).stream()
                .map(item -> new FeedValues(schema, schema.resolved(items), item, settings))
                .toList();
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** A JSONPath. */
    JsonField field(String name) {
        return new JsonField(text(name));
    }

    /** Words separated by commas, or a list of words. */
    Set<String> words(String name) {
        List<YamlNode> items = node.field(name).map(YamlNode::items).orElse(List.of());
        Stream<String> words = items.isEmpty()
                ? Stream.of(text(name).split(",", -1))
                : items.stream().map(item -> settings.apply(item.text()));
        Set<String> found = new LinkedHashSet<>();
        words.map(String::strip).filter(word -> !word.isEmpty()).forEach(found::add);
        return found;
    }
}
