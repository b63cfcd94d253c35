package io.jobdrop.download;

import io.jobdrop.job.Held;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A URL that carries the bytes itself: {@code data:[type][;base64],…} (RFC 2397).
 */
final class DataUrl {
    private final String contentType;
    private final byte[] bytes;

    private DataUrl(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
    }

    /** The declared type; {@code text/plain} when there is none. */
    String contentType() {
        return contentType;
    }

    int length() {
        return bytes.length;
    }

    InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    static boolean isOne(String url) {
        return url.regionMatches(true, start(url), "data:", 0, 5);
    }

    // Browsers skip what stands before a URL.
    private static int start(String url) {
        int start = 0;
        while (start < url.length() && url.charAt(start) <= ' ') {
            start++;
        }
        return start;
    }

    /**
     * Decodes a URL.
     *
     * @throws Held when it is malformed
     */
    static DataUrl parse(String url) {
        int comma = url.indexOf(',');
        if (comma < 0) {
            throw new Held("a data: URL has no comma; the next poll checks it again");
        }
        String head = url.substring(start(url) + "data:".length(), comma);
        boolean base64 = head.toLowerCase(Locale.ROOT).endsWith(";base64");
        String type = base64 ? head.substring(0, head.length() - ";base64".length()) : head;
        try {
            byte[] raw = percentDecoded(url.substring(comma + 1));
            byte[] bytes = base64 ? base64(raw) : raw;
            return new DataUrl(type.isEmpty() || type.startsWith(";") ? "text/plain" + type : type, bytes);
        } catch (IllegalArgumentException e) {
            throw new Held("a data: URL cannot be decoded; the next poll checks it again", e);
        }
    }

    // RFC 4648: both alphabets occur in the wild; white space does too, and is skipped.
    private static byte[] base64(byte[] raw) {
        String text = new String(raw, StandardCharsets.ISO_8859_1)
                .replaceAll("\\s", "")
                .replace('-', '+')
                .replace('_', '/');
        return Base64.getDecoder().decode(text);
    }

    private static byte[] percentDecoded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(bytes[i]);
            } else if (i + 2 < bytes.length) {
                out.write(HexFormat.fromHexDigits(new String(bytes, i + 1, 2, StandardCharsets.US_ASCII)));
                i += 2;
            } else {
                throw new IllegalArgumentException("a lone %");
            }
        }
        return out.toByteArray();
    }
}
