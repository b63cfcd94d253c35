package io.jobdrop.name;

import io.jobdrop.http.HeaderText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name that a result host gives a file: {@code Content-Disposition} (RFC 6266). */
public final class Disposition {
    private static final Pattern PARAMETER = Pattern.compile(
            "\\G[^;]*+;\\s*+(?:([A-Za-z]++\\*?+)\\s*+=\\s*+(?:\"((?:[^\"\\\\]|\\\\.){0,2000}+)\"|([^;\"]*+)))?+",
            Pattern.DOTALL);
    private static final Pattern EXTENDED = Pattern.compile("(?i)(utf-8|iso-8859-1)'[^']*'(.*)", Pattern.DOTALL);
    private static final int MAX_LENGTH = 8192;

    private Disposition() {}

    /**
     * The name, reduced to a safe one; {@code filename*} (RFC 8187) wins over {@code filename}.
     *
     * @param value the header, each byte a character
     * @param redact takes secrets out of a name
     * @return null when there is none that can be read
     */
    public static @Nullable String fileName(String value, UnaryOperator<String> redact) {
        if (value.length() > MAX_LENGTH) {
            return null;
        }
        String extended = "";
        String plain = "";
        // A value without its type occurs, and has the name at its beginning.
        Matcher parameter = PARAMETER.matcher(";" + value);
        while (parameter.find()) {
            String name = String.valueOf(parameter.group(1));
            if (!name.toLowerCase(Locale.ROOT).startsWith("filename")) {
                continue;
            }
            String text = parameter.group(2) == null
                    ? parameter.group(3).strip()
                    : parameter.group(2).replaceAll("\\\\([\"\\\\])", "$1");
            if (name.equalsIgnoreCase("filename*") && extended.isEmpty()) {
                extended = SafeName.of(extended(text), redact);
            } else if (name.equalsIgnoreCase("filename") && plain.isEmpty()) {
                plain = SafeName.of(HeaderText.decoded(text), redact);
            }
        }
        String safe = extended.isEmpty() ? plain : extended;
        return safe.isEmpty() ? null : safe;
    }

    private static String extended(String text) {
        Matcher parts = EXTENDED.matcher(text);
        if (!parts.matches()) {
            return "";
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = parts.group(2).getBytes(StandardCharsets.ISO_8859_1);
        try {
            for (int i = 0; i < raw.length; i++) {
                if (raw[i] == '%' && i + 2 < raw.length) {
                    bytes.write(HexFormat.fromHexDigits(new String(raw, i + 1, 2, StandardCharsets.ISO_8859_1)));
                    i += 2;
                } else {
                    bytes.write(raw[i]);
                }
            }
            return Charset.forName(parts.group(1))
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return "";
        }
    }
}
