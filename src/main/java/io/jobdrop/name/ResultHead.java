package io.jobdrop.name;

import org.jspecify.annotations.Nullable;

/**
 * What a result host says of a result before its first byte, and where that was.
 *
 * @param host where it came from, after redirects; {@code data:} when the URL carried it, empty when nobody was asked
 * @param path the path there, without the query
 * @param contentType what the host calls it; null when it says nothing
 * @param contentEncoding the codings that were applied to it although identity was asked for, in their order, by commas
 *     (RFC 9110 8.4); null for none
 * @param fileName the name in its Content-Disposition (RFC 6266), made safe; null when there is none
 */
public record ResultHead(
        String host,
        String path,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable String fileName) {
    /** Of a result whose host was not asked. */
    public static ResultHead at(String path) {
        return new ResultHead("", path, null, null, null);
    }
}
