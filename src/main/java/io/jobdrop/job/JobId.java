package io.jobdrop.job;

import java.util.regex.Pattern;

/**
 * Decides whether a vendor's id may enter a URL, a file name and a command line.
 *
 * <p>An id is data from outside: only letters, digits, dot, hyphen and underscore pass, the first one a letter or a
 * digit, 128 characters at the most.
 */
public final class JobId {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final int SHOWN = 64;
    private static final String UNSAFE = "unsafe-";

    private JobId() {}

    /** Whether the id may be used as it is. */
    public static boolean isSafe(String id) {
        return SAFE.matcher(id).matches() && !id.endsWith(".");
    }

    /** Whether an id is not the vendor's, but stands in the ledger for one that is not safe. */
    public static boolean isStandIn(String id) {
        return id.startsWith(UNSAFE);
    }

    /** A form of any id that may be shown and stored: an unsafe one keeps its safe characters, and gets a hash. */
    public static String shown(String id) {
        if (isSafe(id)) {
            return id;
        }
        String kept = id.replaceAll("[^A-Za-z0-9._-]", "_");
        String head = kept.length() > SHOWN ? kept.substring(0, SHOWN) : kept;
        return UNSAFE + head + "-" + Integer.toHexString(id.hashCode());
    }
}
