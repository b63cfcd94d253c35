package io.jobdrop.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.JsonField;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

    /** The text of a property, or its default; empty without one. */
    String text(String name) {
        return node.field(name)
                .map(value -> settings.apply(value.text()))
                .orElseGet(() -> schema.property(group, name).path("default").asText());
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
