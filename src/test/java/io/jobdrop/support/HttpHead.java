package io.jobdrop.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The first line and the headers of an HTTP/1.1 message; {@code raw} are its bytes, to be passed on as they came. */
record HttpHead(byte[] raw, String first, Map<String, String> headers) {
    /** Returns null where the connection ended before a message. */
    static HttpHead read(InputStream in) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        String first = line(in, raw);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in, raw); line != null && !line.isEmpty(); line = line(in, raw)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new HttpHead(raw.toByteArray(), first, headers);
    }

    String method() {
        return first.substring(0, first.indexOf(' '));
    }

    int status() {
        return Integer.parseInt(first.split(" ")[1]);
    }

    boolean has(String header, String word) {
        return headers.getOrDefault(header, "").toLowerCase(Locale.ROOT).contains(word);
    }

    boolean waitsToContinue() {
        return has("Expect", "100-continue");
    }

    /** The same head, but the last one of its connection. */
    HttpHead closing() {
        byte[] close = "Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] more = Arrays.copyOf(raw, raw.length - 2 + close.length);
        System.arraycopy(close, 0, more, raw.length - 2, close.length);
        return new HttpHead(more, first, headers);
    }

    /** A line without its end, which goes to {@code raw} with it; null at the end of the connection. */
    static String line(InputStream in, ByteArrayOutputStream raw) throws IOException {
        int start = raw.size();
        for (int c = in.read(); c >= 0; c = in.read()) {
            raw.write(c);
            if (c == '\n') {
                return raw.toString(StandardCharsets.ISO_8859_1)
                        .substring(start)
                        .strip();
            }
        }
        return null;
    }
}
