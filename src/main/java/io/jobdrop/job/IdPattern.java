package io.jobdrop.job;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of the ids that people and systems name. A whole text has to match. Its first group is the id, so that an id may
 * be named by a URL that holds it; without a group the text is the id.
 *
 * <p>A group with a quantifier only repeats a part, as in {@code [0-9a-f]{8}(-[0-9a-f]{4}){3}}: that is no group for the id.
 */
public final class IdPattern {
    private final Pattern pattern;
    private final int group;

    /**
     * Compiles a regular expression.
     *
     * @throws java.util.regex.PatternSyntaxException when it is none
     */
    public IdPattern(String regex) {
        pattern = Pattern.compile(regex);
        boolean isOfId = pattern.matcher("").groupCount() > 0 && !isQuantified(regex);
        group = isOfId ? 1 : 0;
    }

    /** The id in a text; empty when the text does not match. The id itself may still be one that is refused. */
    public Optional<String> idIn(String text) {
        return found(text).or(() -> found(JobId.canonical(text)));
    }

    private Optional<String> found(String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String id = matcher.group(group);
        return Optional.of(id == null ? text : id);
    }

    // Whether the first group that captures is repeated, or may be absent.
    private static boolean isQuantified(String regex) {
        int depth = 0;
        int open = -1;
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char character = regex.charAt(i);
            if (character == '\\') {
                i = regex.startsWith("\\Q", i) ? endOfQuote(regex, i) : i + 1;
            } else if (inClass || character == '[') {
                inClass = character != ']';
            } else if (character == '(') {
                open = open < 0 && captures(regex, i) ? depth : open;
                depth++;
            } else if (character == ')' && --depth == open) {
                return i + 1 < regex.length() && "{*+?".indexOf(regex.charAt(i + 1)) >= 0;
            }
        }
        return false;
    }

    private static int endOfQuote(String regex, int start) {
        int end = regex.indexOf("\\E", start);
        return end < 0 ? regex.length() : end + 1;
    }

    private static boolean captures(String regex, int parenthesis) {
        String rest = regex.substring(parenthesis + 1);
        return !rest.startsWith("?") || (rest.startsWith("?<") && !rest.startsWith("?<=") && !rest.startsWith("?<!"));
    }

    /** The regular expression. */
    @Override
    public String toString() {
        return pattern.pattern();
    }
}
