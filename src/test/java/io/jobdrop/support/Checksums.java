package io.jobdrop.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Checksums of texts as vendors write them. */
public final class Checksums {
    private Checksums() {}

    /** A text in which names such as {@code MD5HEX} and {@code CRCBASE64} are replaced by checksums of a content. */
    public static String of(String content, String form) {
        byte[] bytes = content.getBytes(UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        String text = with(
                form, "CRC", ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return with(with(text, "SHA256", digest("SHA-256", bytes)), "MD5", digest("MD5", bytes));
    }

    private static String with(String form, String name, byte[] sum) {
        return form.replace(name + "HEX", HexFormat.of().formatHex(sum))
                .replace(name + "BASE64", Base64.getEncoder().encodeToString(sum));
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
