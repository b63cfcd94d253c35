package io.jobdrop.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * The schema of feeds, {@code routes/feed.schema.json}: the part of JSON Schema 2020-12 that it uses. It is the only place
 * that describes properties, their defaults, and what they may hold.
 */
final class FeedSchema {
    private final JsonNode root;

    private FeedSchema(JsonNode root) {
        this.root = root;
    }

    /**
     * Reads the installed schema.
     *
     * @throws IOException when the installation lacks it
     */
    static FeedSchema read(Path routes) throws IOException {
        return new FeedSchema(
                new ObjectMapper().readTree(routes.resolve("feed.schema.json").toFile()));
    }

    /** The schema of a feed's properties. */
    JsonNode feed() {
        return root.at("/$defs/feed");
    }

    /** The schema of a property of a group, with what it refers to; missing when the group has no such property. */
    JsonNode property(JsonNode group, String name) {
        return resolved(group.path("properties").path(name));
    }

    /** A schema with what it refers to. */
    JsonNode resolved(JsonNode schema) {
        if (!schema.has("$ref")) {
            return schema;
        }
        ObjectNode whole = root.at(schema.get("$ref").textValue().substring(1)).deepCopy();
        schema.properties().stream()
                .filter(keyword -> !keyword.getKey().equals("$ref"))
                .forEach(keyword -> whole.set(keyword.getKey(), keyword.getValue()));
        return whole;
    }

    /** The schema of a group as it applies to these values: of several forms, the one of its {@code type}. */
    JsonNode form(JsonNode group, YamlNode values) {
        return StreamSupport.stream(group.path("oneOf").spliterator(), false)
                .filter(form -> constant(form).equals(values.text("type")))
                .findFirst()
                .orElse(group);
    }

    private static String constant(JsonNode form) {
        return form.path("properties").path("type").path("const").asText();
    }

    /** The form of a group that has a property, by the type that chooses it. */
    Optional<String> formWith(JsonNode group, String property) {
        return StreamSupport.stream(group.path("oneOf").spliterator(), false)
                .filter(form -> form.path("properties").has(property))
                .map(FeedSchema::constant)
                .findFirst();
    }

    /** The groups that have a property of this name, by their own name; the feed's is empty. */
    Map<String, JsonNode> groupsWith(String property) {
        Map<String, JsonNode> groups = new TreeMap<>();
        collect("", feed(), property, groups);
        return groups;
    }

    private void collect(String path, JsonNode group, String property, Map<String, JsonNode> groups) {
        if (group.path("properties").has(property) || formWith(group, property).isPresent()) {
            groups.put(path, group);
        }
        for (String name : names(group)) {
            JsonNode child = property(group, name);
            if (child.path("type").asText().equals("object")) {
                collect(path.isEmpty() ? name : path + "." + name, child, property, groups);
            }
        }
    }

    /** The names of a group's properties. */
    static java.util.Set<String> names(JsonNode group) {
        java.util.Set<String> names = new java.util.TreeSet<>();
        group.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
