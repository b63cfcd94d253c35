package io.jobdrop.job;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checksum as a vendor writes it: hexadecimal or Base64, alone or behind the algorithm's name, such as {@code sha256:…},
 * {@code sha-256=…} (RFC 3230), {@code sha-256=:…:} (RFC 9530) or {@code sha256-…}. Alone, its length tells the algorithm. Of
 * several, separated by commas, the strongest counts.
 *
 * @param algorithm how it is computed
 * @param hex its value in small hexadecimal digits
 */
public record Checksum(Algorithm algorithm, String hex) {
    /** The algorithms in use among vendors, the strongest first. */
    public enum Algorithm {
        SHA256("sha256", 32),
        MD5("md5", 16),
        CRC32C("crc32c", 4);

        private final String word;
        private final int bytes;

        Algorithm(String word, int bytes) {
            this.word = word;
            this.bytes = bytes;
        }

        /** A new digest. */
        public MessageDigest digest() {
            try {
                return this == CRC32C ? new Crc32cDigest() : MessageDigest.getInstance(this == MD5 ? "MD5" : "SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has " + word, e);
            }
        }
    }

    private static final int SHORTEST_BASE64 = 8;
    private static final Pattern NAMED = Pattern.compile("(?i)(sha-?256|md5|crc-?32c)\\s*[:=-]\\s*(.+)");

    /** The checksum in a text; empty when it is none of these. */
    public static Optional<Checksum> of(String text) {
        return Stream.of(text.split(","))
                .flatMap(part -> one(part.strip()).stream())
                .min((one, other) -> one.algorithm.compareTo(other.algorithm));
    }

    private static Optional<Checksum> one(String text) {
        Matcher named = NAMED.matcher(text);
        if (!named.matches()) {
            return value(text);
        }
        String word = named.group(1).toLowerCase(Locale.ROOT).replace("-", "");
        return value(named.group(2)).filter(found -> found.algorithm.word.equals(word));
    }

    private static Optional<Checksum> value(String written) {
        String text = written.replaceAll("^[\":]+|[\":]+$", "");
        return Stream.concat(Stream.ofNullable(fromHex(text)), Stream.ofNullable(fromBase64(text)))
                .flatMap(bytes -> Arrays.stream(Algorithm.values())
                        .filter(algorithm -> algorithm.bytes == bytes.length)
                        .map(algorithm -> new Checksum(algorithm, HexFormat.of().formatHex(bytes))))
                .findFirst();
    }

    private static byte @Nullable [] fromHex(String text) {
        return text.matches("([0-9A-Fa-f]{2})+") ? HexFormat.of().parseHex(text) : null;
    }

    // With or without padding, in either alphabet (RFC 4648 4 and 5). Without it, any short word would be a CRC.
    private static byte @Nullable [] fromBase64(String text) {
        if (text.length() < SHORTEST_BASE64) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** As {@code sha256:…}. */
    @Override
    public String toString() {
        return algorithm.word + ":" + hex;
    }
}
