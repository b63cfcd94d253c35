package io.jobdrop.job;

import java.util.function.IntUnaryOperator;

/**
 * Finds text in ASCII that another text holds in Base64 (RFC 4648 4 and 5, also in lines as by RFC 2045 6.8) or as octets
 * in hexadecimal, with or without something between them. Wherever it begins, it is found.
 *
 * <p>It takes linear time.
 */
final class EncodedText {
    private static final int SHORTEST = 15;
    private static final int SHORTEST_ENCODED = SHORTEST * 8 / 6;

    private final Squeezed squeezed;
    private final IntUnaryOperator digit;
    private final int bits;
    private final int alignments;
    private final Found found;

    /** Takes a text, and from where to where it is encoded. */
    @FunctionalInterface
    interface Found {
        void at(int start, int end, String decoded);
    }

    private EncodedText(Squeezed squeezed, IntUnaryOperator digit, int bits, Found found) {
        this.squeezed = squeezed;
        this.digit = digit;
        this.bits = bits;
        // The first octet may begin at any digit of a group of whole octets.
        this.alignments = bits == 6 ? 4 : 2;
        this.found = found;
    }

    /** Tells of each that is long enough to hold a secret of a URL. */
    static void find(String text, Found found) {
        if (text.length() < SHORTEST_ENCODED) {
            return;
        }
        new EncodedText(Squeezed.lines(text), EncodedText::sextet, 6, found).findAll();
        new EncodedText(Squeezed.octets(text), c -> Character.digit(c < 128 ? c : -1, 16), 4, found).findAll();
    }

    private void findAll() {
        String text = squeezed.text();
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end == text.length() || digit.applyAsInt(text.charAt(end)) < 0) {
                for (int shift = 0; shift < alignments && (end - start - shift) * bits >= SHORTEST * 8; shift++) {
                    decode(start + shift, end);
                }
                start = end + 1;
            }
        }
    }

    private void decode(int from, int end) {
        StringBuilder decoded = new StringBuilder();
        int first = from;
        int buffer = 0;
        int filled = 0;
        for (int at = from; at < end; at++) {
            buffer = (buffer << bits | digit.applyAsInt(squeezed.text().charAt(at))) & 0xffff;
            filled += bits;
            if (filled < 8) {
                continue;
            }
            filled -= 8;
            int octet = buffer >> filled & 0xff;
            if (isText(octet)) {
                first = decoded.isEmpty() ? at - (filled + 7) / bits : first;
                decoded.append((char) octet);
            } else {
                tell(first, at, decoded);
            }
        }
        tell(first, end, decoded);
    }

    private void tell(int first, int end, StringBuilder decoded) {
        if (decoded.length() >= SHORTEST) {
            found.at(squeezed.origin(first), squeezed.origin(end - 1) + 1, decoded.toString());
        }
        decoded.setLength(0);
    }

    private static boolean isText(int octet) {
        return (octet >= ' ' && octet < 0x7f) || octet == '\n' || octet == '\r' || octet == '\t';
    }

    private static int sextet(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
    }
}
