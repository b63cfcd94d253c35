package io.jobdrop.status;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Any text as one segment of a path. Servers refuse {@code %2F} in a path and resolve {@code ..}, so that bytes of other
 * characters than letters, digits, dots, hyphens and underscores are written as {@code ~2F}.
 */
final class Segment {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Segment() {}

    static String of(String text) {
        boolean dots = text.matches("\\.*");
        StringBuilder segment = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c < 128 && Character.isLetterOrDigit(c)) || c == '-' || c == '_' || (c == '.' && !dots);
            if (plain) {
                segment.append(c);
            } else {
                segment.append('~').append(HEX.toHexDigits(b));
            }
        }
        return segment.toString();
    }

    /** The text of a segment, whether it was written here or by somebody who uses percent signs. */
    static String text(String segment) {
        String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        byte[] bytes = decoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            boolean escape = bytes[i] == '~'
                    && i + 2 < bytes.length
                    && HexFormat.isHexDigit(bytes[i + 1])
                    && HexFormat.isHexDigit(bytes[i + 2]);
            text.write(
                    escape
                            ? HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2])
                            : bytes[i]);
            i += escape ? 2 : 0;
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
