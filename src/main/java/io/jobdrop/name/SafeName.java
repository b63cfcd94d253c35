package io.jobdrop.name;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reduces a vendor's name to a base name that is safe on every file system: no folders, no control or direction
 * characters, none that Windows refuses, no leading dot, no reserved name, at most 150 bytes in UTF-8.
 */
public final class SafeName {
    private static final int MAX_BYTES = 150;
    private static final int MAX_EXTENSION = 20;
    private static final Pattern EXTENSION = Pattern.compile(
            "(?<=.)((\\.[A-Za-z0-9]{1,8})?\\.(?:gz|bz2|xz|zst|br|z|lz4|deflate|zip|gpg|pgp|enc|dcb|dcz)|\\.[^.]{1,20})$",
            Pattern.CASE_INSENSITIVE);
    // Each run is tried once, from its start: a long one inside a name would otherwise take quadratic time.
    private static final Pattern EDGES = Pattern.compile("^[.\\p{Z}]+|(?<![.\\p{Z}])[.\\p{Z}]+$");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final Pattern WILD = Pattern.compile("[<>:\"|?*]");
    // Windows reads the superscripts of Latin-1 as digits.
    private static final Pattern RESERVED = Pattern.compile(
            "(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[1-9¹²³])\\p{Z}*(\\..*)?", Pattern.CASE_INSENSITIVE);

    private SafeName() {}

    /**
     * The safe form of a name without secrets. They are taken out of the whole of it: of what is cut off afterwards, a
     * part could not be recognized any more.
     *
     * @param redact takes secrets out of a name
     */
    public static String of(String name, UnaryOperator<String> redact) {
        return of(redact.apply(name));
    }

    /** The safe form of a name; empty when nothing of it is safe. */
    public static String of(String name) {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String visible = INVISIBLE.matcher(base).replaceAll("");
        String normal = Normalizer.normalize(visible, Normalizer.Form.NFC);
        String clean = EDGES.matcher(WILD.matcher(normal).replaceAll("_")).replaceAll("");
        String shortened = shortened(clean);
        return RESERVED.matcher(shortened).matches() ? shortened("_" + shortened) : shortened;
    }

    /** What a name says of its file at its end, such as {@code .csv} and {@code .csv.gz}; empty when it says nothing. */
    static String extension(String name) {
        Matcher extension = EXTENSION.matcher(name);
        return extension.find() && bytes(extension.group()) <= MAX_EXTENSION ? extension.group() : "";
    }

    // Cuts between code points and keeps a short extension, which says what the file is.
    private static String shortened(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        String extension = extension(name);
        StringBuilder kept = new StringBuilder();
        int size = bytes(extension);
        for (int point : name.substring(0, name.length() - extension.length())
                .codePoints()
                .toArray()) {
            String text = Character.toString(point);
            size += bytes(text);
            if (size > MAX_BYTES) {
                break;
            }
            kept.append(text);
        }
        return EDGES.matcher(kept).replaceAll("") + extension;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
