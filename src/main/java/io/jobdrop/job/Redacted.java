package io.jobdrop.job;

/**
 * A vendor's text in a form that people may read and that may be stored: URLs lose user and query, which are
 * credentials where they are signed; a query without its URL loses its signature; a {@code data:} URL loses its bytes.
 * It makes no difference in how many layers these are encoded.
 */
public final class Redacted {
    private static final int LINE = 200;

    private Redacted() {}

    /** The whole text without secrets of URLs. */
    public static String withoutSecrets(String text) {
        return Redaction.of(text, UrlSecrets::inText);
    }

    /** A file's name without the query of a URL, if it is signed or the name is a whole URL. */
    public static String name(String text) {
        return Redaction.of(text, UrlSecrets::inName);
    }

    /** Whether the value of a field of this name is a secret, such as {@code X-Amz-Signature}. */
    public static boolean isSecretName(String name) {
        return UrlSecrets.isSecretName(name);
    }

    /** The text as one line of bounded length, without secrets of URLs. A word that is too long for it is left out. */
    public static String line(String text) {
        // A blank in the place of an invisible character would end a URL too early, or join a name with its value.
        String line =
                withoutSecrets(withoutSecrets(text).replaceAll("\\p{C}", " ").strip());
        if (line.codePointCount(0, line.length()) <= LINE) {
            return line;
        }
        String cut = line.substring(0, line.offsetByCodePoints(0, LINE));
        // A key that is cut in two would not be recognized any more.
        int blank = line.charAt(cut.length()) == ' ' ? -1 : cut.lastIndexOf(' ');
        return (blank > 0 ? cut.substring(0, blank) : cut) + "…";
    }
}
