package io.jobdrop.config;

import com.jayway.jsonpath.JsonPath;
import java.util.ArrayDeque;
import java.util.Deque;

/** The form of a JSONPath. The library takes some that are cut off, and finds nothing with them. */
final class JsonPathForm {
    private static final String OPENING = "([{";
    private static final String CLOSING = ")]}";
    private static final String REGEX = "=~";

    private JsonPathForm() {}

    /** What is wrong with a path, as the end of a sentence; empty when it is right. */
    static String problem(String path) {
        if (!path.startsWith("$")) {
            return "does not start with $";
        }
        // A regular expression may hold brackets and quotes.
        String unbalanced = path.contains(REGEX) ? "" : unbalanced(path);
        if (!unbalanced.isEmpty()) {
            return "is no JSONPath: " + unbalanced;
        }
        try {
            JsonPath.compile(path);
            return "";
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            boolean plain = e.getMessage() != null && !message.contains("Exception") && !message.contains("java.");
            return "is no JSONPath" + (plain ? ": " + message : "");
        }
    }

    private static String unbalanced(String path) {
        Deque<Character> open = new ArrayDeque<>();
        for (int i = 0; i < path.length(); i++) {
            char character = path.charAt(i);
            if (character == '\'' || character == '"') {
                i = end(path, i);
                if (i < 0) {
                    return "a quote " + character + " is not closed";
                }
            } else if (OPENING.indexOf(character) >= 0) {
                open.push(character);
            } else if (CLOSING.indexOf(character) >= 0) {
                boolean fits = !open.isEmpty() && OPENING.indexOf(open.pop()) == CLOSING.indexOf(character);
                if (!fits) {
                    return "nothing opens the '" + character + "'";
                }
            }
        }
        return open.isEmpty() ? "" : "the '" + open.pop() + "' is not closed";
    }

    // The closing quote, or -1; a backslash escapes the next character.
    private static int end(String path, int quote) {
        for (int i = quote + 1; i < path.length(); i++) {
            if (path.charAt(i) == '\\') {
                i++;
            } else if (path.charAt(i) == path.charAt(quote)) {
                return i;
            }
        }
        return -1;
    }
}
