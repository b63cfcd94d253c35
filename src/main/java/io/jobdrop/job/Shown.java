package io.jobdrop.job;

import java.util.regex.Pattern;

/**
 * A vendor's text in a form that people may read and that may be stored: URLs lose user and query, which are
 * credentials where they are signed; a {@code data:} URL loses its bytes.
 */
public final class Shown {
    private static final int LINE = 200;
    private static final Pattern WHOLE_URL = Pattern.compile("(?is)\\s*[a-z][a-z0-9+.-]*:.*");
    private static final Pattern USER = Pattern.compile("(?<=://)[^/\\s]*@");
    // Takes a path without a query too: trying again at each of its slashes would take quadratic time.
    private static final Pattern QUERY = Pattern.compile("(/[^\\s?#]*+)(?:[?#]\\S*+)?");
    private static final Pattern DATA = Pattern.compile("(?is)\\bdata:([^,\\s]{0,100}),.*");

    private Shown() {}

    /** The whole text without secrets of URLs. */
    public static String withoutSecrets(String text) {
        String shown = DATA.matcher(text).replaceAll("data:$1,…");
        shown = USER.matcher(shown).replaceAll("");
        if (WHOLE_URL.matcher(shown).matches()) {
            return shown.split("[?#]", 2)[0];
        }
        return QUERY.matcher(shown).replaceAll("$1");
    }

    /** The text as one line of bounded length, without secrets of URLs. */
    public static String line(String text) {
        String line = withoutSecrets(text.replaceAll("\\p{C}", " ").strip());
        return line.codePointCount(0, line.length()) > LINE
                ? line.substring(0, line.offsetByCodePoints(0, LINE)) + "…"
                : line;
    }
}
