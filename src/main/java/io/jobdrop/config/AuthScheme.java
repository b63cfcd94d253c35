package io.jobdrop.config;

/**
 * Where a request carries the key. A value that ends with a colon is the name of a header for the key alone; any other
 * value is a scheme of the Authorization header (RFC 9110 11.4). Names that begin with {@code x-} are headers without a
 * colon too: no registered scheme begins so, and earlier versions read them so.
 *
 * @param header the header's name
 * @param before what stands before the key
 */
public record AuthScheme(String header, String before) {
    /** Reads {@code authScheme} of a feed, or the setting {@code VENDOR.auth-scheme}; an empty one is Bearer. */
    public static AuthScheme of(String value) {
        if (value.endsWith(":")) {
            return new AuthScheme(value.substring(0, value.length() - 1), "");
        }
        if (value.regionMatches(true, 0, "x-", 0, 2)) {
            return new AuthScheme(value, "");
        }
        return new AuthScheme("Authorization", (value.isEmpty() ? "Bearer" : value) + " ");
    }

    /** The header's value with a key. */
    public String with(String key) {
        return before + key;
    }

    /** The key in a header's value; empty when there is none. */
    public String keyIn(String value) {
        return value.startsWith(before) ? value.substring(before.length()) : "";
    }
}
