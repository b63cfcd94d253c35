package io.jobdrop.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The rules for a vendor's ids, which are data from outside: which ids a job may have, and how an id looks in a URL and
 * in a file name. Everywhere else a job is known by its id as it is.
 *
 * <p>Refused are ids that are empty, longer than 1024 characters or 2048 bytes in UTF-8, a dot segment (RFC 3986 3.3),
 * that hold an invisible character (Unicode category C, or a line separator), or have a blank at either end.
 */
public final class JobId {
    /** The longest id, in characters. */
    public static final int MAX_LENGTH = 1024;

    // An index of PostgreSQL takes no longer key than 2704 bytes, the feed's name among them.
    private static final int MAX_BYTES = 2048;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final Pattern BLANK_END = Pattern.compile("^[\\p{Z}\\s]|[\\p{Z}\\s]$");
    private static final Pattern UUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    // A stand-in ends with a hash, so that no id of a vendor is taken for one by accident.
    private static final Pattern STAND_IN = Pattern.compile("unsafe-[A-Za-z0-9._-]{0,64}-[0-9a-f]{32}");
    private static final String UNRESERVED = "-._~";
    private static final int KEPT = 64;

    private JobId() {}

    /** Whether a job may have this id. */
    public static boolean isSafe(String id) {
        return problem(id).isEmpty();
    }

    /** Why no job may have this id, to follow "the id"; empty when one may. */
    public static Optional<String> problem(String id) {
        if (id.isEmpty()) {
            return Optional.of("is empty");
        }
        if (id.length() > MAX_LENGTH) {
            return Optional.of("is longer than " + MAX_LENGTH + " characters");
        }
        if (id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return Optional.of("is longer than " + MAX_BYTES + " bytes");
        }
        if (INVISIBLE.matcher(id).find()) {
            return Optional.of("holds an invisible character");
        }
        if (BLANK_END.matcher(id).find()) {
            return Optional.of("begins or ends with a blank");
        }
        return id.equals(".") || id.equals("..") ? Optional.of("is a dot segment of a path") : Optional.empty();
    }

    /**
     * The id as a name of a file or folder. An id of letters, digits, dots, hyphens and underscores stays as it is; any
     * other becomes readable characters behind an underscore and a hash of the id. Two ids never share a name, whatever
     * the file system makes of case, unless both are plain and differ in case alone.
     */
    public static String fileName(String id) {
        return PLAIN.matcher(id).matches() && !id.endsWith(".") ? id : "_" + readable(id) + "-" + hash(id);
    }

    /** The id as one segment of a URL's path: all but unreserved characters percent-encoded in UTF-8 (RFC 3986 2.1). */
    public static String inPath(String id) {
        StringBuilder path = new StringBuilder();
        for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            path.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return path.toString();
    }

    /**
     * Why no job may have this id, to follow "the id", where an id that repeats a secret is none either.
     *
     * @param withoutSecrets takes the configured secrets out of an id
     */
    public static Optional<String> problem(String id, UnaryOperator<String> withoutSecrets) {
        return problem(id)
                .or(() -> withoutSecrets.apply(id).equals(id) ? Optional.empty() : Optional.of("repeats a secret"));
    }

    /** The form in which people's ids are stored: a whole UUID in small letters (RFC 9562 4), any other as it is. */
    public static String canonical(String id) {
        return UUID.matcher(id).matches() ? id.toLowerCase(Locale.ROOT) : id;
    }

    /** Whether an id is a whole UUID with letters, which is the same one in letters of another case. */
    public static boolean hasCase(String id) {
        return UUID.matcher(id).matches() && !id.toUpperCase(Locale.ROOT).equals(id.toLowerCase(Locale.ROOT));
    }

    /** Whether two ids are the same job's: equal, or the same UUID in letters of another case. */
    public static boolean isSame(String one, String other) {
        return one.equals(other)
                || (one.equalsIgnoreCase(other) && UUID.matcher(one).matches());
    }

    /** Whether an id is not the vendor's, but stands in the ledger for one that is refused. */
    public static boolean isStandIn(String id) {
        return STAND_IN.matcher(id).matches();
    }

    /** A form of any id that may be shown and stored: a refused one keeps its safe characters, and gets a hash. */
    public static String shown(String id) {
        return isSafe(id) ? id : "unsafe-" + readable(id) + "-" + hash(id);
    }

    /**
     * The same, where an id that repeats a secret is refused too; of it, what is left without the secret is kept.
     *
     * @param withoutSecrets takes the configured secrets out of an id
     */
    public static String shown(String id, UnaryOperator<String> withoutSecrets) {
        String kept = withoutSecrets.apply(id);
        return kept.equals(id) ? shown(id) : "unsafe-" + readable(kept) + "-" + hash(id);
    }

    private static String readable(String id) {
        return id.substring(0, Math.min(id.length(), KEPT)).replaceAll("[^A-Za-z0-9._-]", "_");
    }

    // Half of SHA-256: nobody finds two ids with the same.
    private static String hash(String id) {
        try {
            // Any encoding would turn all lone surrogates into one and the same question mark.
            ByteBuffer chars = ByteBuffer.allocate(2 * id.length());
            chars.asCharBuffer().put(id);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(chars.array());
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
