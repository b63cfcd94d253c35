package io.jobdrop.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts in headers, whose bytes HTTP reads as ISO 8859-1 (RFC 9110 5.5). */
public final class HeaderText {
    private HeaderText() {}

    /** A header's value with the bytes that it had on the wire: UTF-8 where it is that, else escaped one by one. */
    public static String decoded(String value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder escaped = new StringBuilder();
            value.chars()
                    .forEach(c -> escaped.append(c < 0x80 ? Character.toString(c) : String.format("%%%02X", c & 0xff)));
            return escaped.toString();
        }
    }
}
