package io.jobdrop.http;

import io.jobdrop.job.Redacted;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/** Reads the head of a response: RFC 9112 4 and 5, of at most {@link Lines#MOST_BYTES} and {@link Lines#MOST_LINES}. */
final class HeadParser implements HttpMessageParser<ClassicHttpResponse> {
    private static final Pattern STATUS_LINE = Pattern.compile("(?s)HTTP/1\\.(\\d) ([1-9]\\d\\d)(?: (.*))?");
    private static final Pattern HEADER = Pattern.compile("(?s)([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)");

    private int surplus;

    /** How many bytes came behind the last head, together with it. */
    int surplus() {
        return surplus;
    }

    @Override
    public @Nullable ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException {
        Lines lines = new Lines(buffer, in, "its head", Lines.MOST_BYTES);
        String first = lines.next();
        if (first == null) {
            return null;
        }
        Matcher status = STATUS_LINE.matcher(first);
        if (!status.matches()) {
            throw new IOException("it answered with no HTTP but '" + Redacted.line(first) + "'");
        }
        ClassicHttpResponse response = new BasicClassicHttpResponse(Integer.parseInt(status.group(2)), status.group(3));
        response.setVersion(version(status.group(1)));
        response.setHeaders(headers(lines));
        surplus = buffer.length();
        return response;
    }

    private static ProtocolVersion version(String minor) {
        return minor.equals("0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    }

    private static Header[] headers(Lines lines) throws IOException {
        List<String> unfolded = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String line = lines.required(); !line.isEmpty(); line = lines.required()) {
            if (isBlank(line.charAt(0)) && current.length() > 0) {
                current.append(' ').append(withoutBlanks(line));
            } else {
                unfolded.add(current.toString());
                current = new StringBuilder(line);
            }
        }
        unfolded.add(current.toString());
        List<Header> headers = new ArrayList<>();
        for (String line : unfolded.subList(unfolded.get(0).isEmpty() ? 1 : 0, unfolded.size())) {
            headers.add(header(line));
        }
        return headers.toArray(Header[]::new);
    }

    private static Header header(String line) throws InvalidResponse {
        Matcher header = HEADER.matcher(line);
        if (!header.matches()) {
            throw new InvalidResponse("the header line '" + Redacted.line(line) + "'");
        }
        return new BasicHeader(header.group(1), withoutBlanks(header.group(2)));
    }

    /** A text without the blanks around it that HTTP allows: RFC 9110 5.6.3 knows two of them. */
    static String withoutBlanks(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
