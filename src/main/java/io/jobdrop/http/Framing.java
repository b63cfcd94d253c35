package io.jobdrop.http;

import io.jobdrop.job.Redacted;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolException;

/**
 * Where a body ends, as RFC 9112 6.1 to 6.3 says it. What that calls invalid is refused and not mended: two readers of
 * one connection that mend it differently take the bytes of one response for another.
 */
final class Framing implements ContentLengthStrategy {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    @Override
    public long determineLength(HttpMessage message) throws ProtocolException {
        Header[] codings = message.getHeaders(HttpHeaders.TRANSFER_ENCODING);
        Header[] lengths = message.getHeaders(HttpHeaders.CONTENT_LENGTH);
        if (codings.length > 0 && lengths.length > 0) {
            throw new ProtocolException("Transfer-Encoding and Content-Length together");
        }
        if (codings.length > 0) {
            requireChunked(message, values(codings));
            return CHUNKED;
        }
        if (lengths.length == 0) {
            return UNDEFINED;
        }
        if (lengths.length > 1) {
            throw new ProtocolException(lengths.length + " Content-Length headers");
        }
        String length = lengths[0].getValue();
        if (!LENGTH.matcher(length).matches()) {
            throw new ProtocolException("the Content-Length '" + Redacted.line(length) + "'");
        }
        return Long.parseLong(length);
    }

    private static void requireChunked(HttpMessage message, String codings) throws ProtocolException {
        if (message.getVersion() != null && message.getVersion().lessEquals(HttpVersion.HTTP_1_0)) {
            throw new ProtocolException("Transfer-Encoding in HTTP/1.0");
        }
        List<String> named = Arrays.stream(codings.split(",", -1))
                .map(HeadParser::withoutBlanks)
                .toList();
        if (named.size() != 1 || !named.get(0).equalsIgnoreCase("chunked")) {
            throw new ProtocolException("the Transfer-Encoding '" + Redacted.line(codings) + "'");
        }
    }

    private static String values(Header[] headers) {
        return Arrays.stream(headers).map(Header::getValue).collect(Collectors.joining(", "));
    }
}
