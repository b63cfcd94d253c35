package io.jobdrop.name;

import org.jspecify.annotations.Nullable;

/**
 * What a result host says of a result before its first byte, as far as names depend on it.
 *
 * @param contentType what the host calls it; null when it says nothing
 * @param contentEncoding the codings that were applied to it, in their order, by commas (RFC 9110 8.4); null for none
 * @param fileName the name in its Content-Disposition (RFC 6266); null when there is none
 * @param path the path of the URL that it came from, after redirects, without the query
 */
public record ResultHead(
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable String fileName,
        String path) {
    /** Of a result whose host was not asked. */
    public static ResultHead at(String path) {
        return new ResultHead(null, null, null, path);
    }
}
