package io.jobdrop.sign;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * How requests are signed for a vendor that wants a signature in the place of the key. An object of this type is a bean
 * beside the feeds, and {@code VENDOR.auth = #bean:NAME} names it. It serves all requests of the vendor, in any number of
 * threads.
 */
@FunctionalInterface
public interface RequestSignature {
    /**
     * The headers that sign a request. It is asked for each request anew: also after a redirect within the vendor's own
     * hosts, and for a repetition.
     *
     * @param key the setting {@code VENDOR.token}, as it is now
     * @return headers by name; they replace those that the request has
     * @throws IOException when it cannot be signed now, but soon may; the request is then tried again later
     * @throws RuntimeException when the bean is not as it must be; the message must not hold the key
     */
    Map<String, String> of(Unsigned request, String key) throws IOException;

    /**
     * A request as it is about to be sent.
     *
     * @param method such as {@code GET}
     * @param url the whole address, as it is sent: RFC 3986, with its query
     * @param headers all that the feed and Jobdrop declare, by name, without {@code Host} and {@code Content-Length}
     * @param body empty for none; it is sent in UTF-8
     */
    record Unsigned(String method, URI url, Map<String, String> headers, String body) {
        /** The path, as the request line has it. */
        public String path() {
            return url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        }

        /** The query without its question mark; empty for none. */
        public String query() {
            return url.getRawQuery() == null ? "" : url.getRawQuery();
        }

        /** Path and query, as the request line has them: RFC 9112 3.2.1. */
        public String target() {
            return query().isEmpty() ? path() : path() + "?" + query();
        }
    }
}
