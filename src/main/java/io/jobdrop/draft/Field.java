package io.jobdrop.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A place in objects of the same kind.
 *
 * @param path its JSONPath, with {@code [*]} for the elements of an array
 * @param name the last name of the path
 * @param values what is there in each object that has it
 */
record Field(String path, String name, List<JsonNode> values) {
    private static final Pattern ISO = Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}.*");
    // Between 2001 and 2096, in seconds or milliseconds.
    private static final Pattern EPOCH = Pattern.compile("[1-3]\\d{9}(\\d{3})?");
    private static final Pattern URL = Pattern.compile("(?i)(https?://|data:).+");

    /** The name in small letters, without what is between words. */
    String letters() {
        return letters(name);
    }

    static String letters(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    /** How many names lead to it. */
    int depth() {
        return path.replaceAll("\\[\\*]", "")
                        .replaceAll("\\['(\\\\.|[^'\\\\])*']", ".x")
                        .split("\\.")
                        .length
                - 1;
    }

    /** Its values that are texts or numbers. */
    List<String> texts() {
        return values.stream()
                .filter(value -> value.isTextual() || value.isNumber())
                .map(JsonNode::asText)
                .filter(text -> !text.isBlank())
                .toList();
    }

    boolean isTime() {
        return all(text -> ISO.matcher(text).matches() || EPOCH.matcher(text).matches());
    }

    boolean isBoolean() {
        return values.stream().anyMatch(JsonNode::isBoolean);
    }

    boolean isNumber() {
        return values.stream().anyMatch(JsonNode::isIntegralNumber);
    }

    /** Whether it holds URLs, or paths of an API. */
    boolean isAddress() {
        return all(text -> URL.matcher(text).matches() || (text.startsWith("/") && text.length() > 1));
    }

    boolean isUrl() {
        return all(text -> URL.matcher(text).matches());
    }

    private boolean all(Predicate<String> form) {
        List<String> texts = texts();
        return !texts.isEmpty() && texts.stream().allMatch(form);
    }

    /** Whether it is an object, an array or nothing in all of them. */
    boolean isLeaf() {
        return values.stream().noneMatch(JsonNode::isContainerNode);
    }

    boolean isCalled(String... names) {
        return Stream.of(names).anyMatch(letters()::equals);
    }

    /** Whether a feed's file can name it: in braces is a setting, and a line ends at a control character. */
    static boolean isNameable(String name) {
        return name.matches("[^{}\\p{C}]*");
    }

    /** The JSONPath of a field of an object. */
    static String child(String path, String name) {
        return path
                + (name.matches("[A-Za-z_]\\w*")
                        ? "." + name
                        : "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']");
    }
}
