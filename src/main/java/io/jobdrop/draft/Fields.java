package io.jobdrop.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The places that objects of the same kind have: those of a list's entries, or of what is around them. */
final class Fields {
    private static final int DEEPEST = 6;
    private static final int MOST = 5000;

    private final List<Field> all;

    private Fields(List<Field> all) {
        this.all = all;
    }

    static Fields of(List<JsonNode> objects) {
        Map<String, Field> fields = new LinkedHashMap<>();
        objects.forEach(object -> collect(object, "$", "", 0, fields));
        return new Fields(List.copyOf(fields.values()));
    }

    /** The same without what is in an array, such as that of the jobs. */
    Fields outside(String array) {
        return new Fields(
                all.stream().filter(field -> !field.path().startsWith(array)).toList());
    }

    private static void collect(JsonNode node, String path, String name, int depth, Map<String, Field> fields) {
        if (depth > DEEPEST || fields.size() > MOST) {
            return;
        }
        if (depth > 0) {
            fields.computeIfAbsent(path, found -> new Field(path, name, new ArrayList<>()))
                    .values()
                    .add(node);
        }
        if (node.isArray()) {
            node.forEach(item -> collect(item, path + "[*]", name, depth + 1, fields));
        }
        node.properties().stream()
                .filter(field -> Field.isNameable(field.getKey()))
                .forEach(field -> collect(
                        field.getValue(), Field.child(path, field.getKey()), field.getKey(), depth + 1, fields));
    }

    Stream<Field> all() {
        return all.stream();
    }

    /** The first of these names that a fitting field has, letters alone, the least deep first. */
    Optional<Field> named(Predicate<Field> fits, String... letters) {
        return Stream.of(letters)
                .flatMap(name -> all.stream()
                        .filter(field -> field.letters().equals(name) && fits.test(field))
                        .min(Comparator.comparingInt(Field::depth))
                        .stream())
                .findFirst();
    }

    /** The field at a path. */
    Optional<Field> at(String path) {
        return all.stream().filter(field -> field.path().equals(path)).findFirst();
    }
}
