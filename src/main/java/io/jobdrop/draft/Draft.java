package io.jobdrop.draft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A feed's file as far as it can be guessed. A line above each property that only its engineer knows says what to fill in. */
final class Draft {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$/][A-Za-z0-9_$.\\[\\]*@/-]*(, [A-Za-z0-9_-]+)*");
    private static final String MARK = "# Fill in: ";
    private static final String BEGIN = " ".repeat(8);

    private final String name;
    private final String from;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> questions = new LinkedHashMap<>();

    /**
     * An empty draft.
     *
     * @param from the names of the files that it is guessed from
     */
    Draft(String name, String from) {
        this.name = name;
        this.from = from;
    }

    /** Sets a property, such as {@code list.items}. */
    Draft set(String property, String value) {
        values.put(property, value);
        return this;
    }

    /** Says above a property, or above the first of a group, what its engineer is to fill in. */
    Draft ask(String property, String question) {
        questions.put(property, question);
        return this;
    }

    /** Adds all of another one behind. */
    void add(Draft other) {
        values.putAll(other.values);
        questions.putAll(other.questions);
    }

    String get(String property) {
        return values.getOrDefault(property, "");
    }

    /** What was guessed, a property a line. */
    List<String> guesses() {
        return values.entrySet().stream()
                .filter(value -> !questions.containsKey(value.getKey()))
                .map(value -> value.getKey() + ": " + value.getValue())
                .toList();
    }

    /** What is to be filled in, a property a line. */
    List<String> questions() {
        return questions.entrySet().stream()
                .map(question -> question.getKey() + ": " + question.getValue())
                .toList();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("# " + name + ", as jobdrop new guessed it from " + from
                + ". Read each line; delete the \"Fill in\" lines when they are done.");
        lines.add("- beans:");
        lines.add("    - name: " + name);
        lines.add("      type: io.jobdrop.Feed");
        lines.add("      properties:");
        group("", lines, BEGIN);
        return String.join("\n", lines) + "\n";
    }

    private void group(String of, List<String> lines, String indent) {
        Set<String> names = new LinkedHashSet<>();
        Stream.concat(values.keySet().stream(), questions.keySet().stream())
                .filter(property -> property.startsWith(of))
                .map(property -> property.substring(of.length()).replaceFirst("\\..*", ""))
                .forEach(names::add);
        for (String each : names) {
            String property = of + each;
            if (questions.containsKey(property)) {
                lines.add(indent + MARK + questions.get(property));
            }
            if (values.containsKey(property)) {
                lines.add(indent + each + ": " + quoted(values.get(property)));
            } else if (values.keySet().stream().anyMatch(other -> other.startsWith(property + "."))) {
                lines.add(indent + each + ":");
                group(property + ".", lines, indent + "  ");
            }
        }
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "''") + "'";
    }
}
