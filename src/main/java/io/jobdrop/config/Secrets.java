package io.jobdrop.config;

import io.jobdrop.job.Redaction;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Secrets, and how they look in others' texts: in letters of any case, in hexadecimal, and in Base64
 * (RFC 4648 4 and 5) beside whatever else was encoded with them, such as the user of HTTP Basic. A secret of less than
 * four characters is found nowhere, since it would be everywhere.
 */
final class Secrets {
    static final Secrets NONE = new Secrets(List.of());

    private static final int SHORTEST = 4;
    private static final int SHORTEST_IN_ID = 8;

    private final List<String> values;
    private final Secrets ofIds;
    private final Set<String> inAnyCase = new LinkedHashSet<>();
    private final Set<String> inBase64 = new LinkedHashSet<>();

    Secrets(List<String> values) {
        this(values, SHORTEST);
    }

    private Secrets(List<String> values, int shortest) {
        this.values = values;
        this.ofIds = shortest < SHORTEST_IN_ID ? new Secrets(values, SHORTEST_IN_ID) : this;
        for (String value : values) {
            if (value.length() >= shortest) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                inAnyCase.add(lowered(value));
                // So it looks when percent-encoding is taken off octet by octet.
                inAnyCase.add(lowered(new String(bytes, StandardCharsets.ISO_8859_1)));
                inAnyCase.add(HexFormat.of().formatHex(bytes));
                addBase64(bytes);
                // As OAuth2 sends it by HTTP Basic: RFC 6749 2.3.1.
                addBase64(URLEncoder.encode(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void addBase64(byte[] bytes) {
        for (int before = 0; before < 3; before++) {
            String core = core(bytes, before);
            inBase64.add(core);
            inBase64.add(core.replace('+', '-').replace('/', '_'));
        }
    }

    // The characters that depend on nothing but the secret, when so many octets of a group stand before it.
    private static String core(byte[] secret, int before) {
        byte[] padded = new byte[before + secret.length];
        System.arraycopy(secret, 0, padded, before, secret.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(padded);
        int first = (before * 8 + 5) / 6;
        return text.substring(first, padded.length * 8 / 6);
    }

    /** Whether these are the same secrets. */
    boolean are(List<String> others) {
        return values.equals(others);
    }

    /** The text without any of them. */
    String removedFrom(String text) {
        return inAnyCase.isEmpty() ? text : Redaction.of(text, this::find);
    }

    /** The same for an id, of which secrets of less than eight characters may be a part by accident. */
    String removedFromId(String id) {
        return ofIds.removedFrom(id);
    }

    private void find(String text, Redaction redaction) {
        String lower = lowered(text);
        for (String secret : inAnyCase) {
            for (int at = lower.indexOf(secret); at >= 0; at = lower.indexOf(secret, at + secret.length())) {
                redaction.cut(at, at + secret.length(), Redaction.HIDDEN);
            }
        }
        for (String secret : inBase64) {
            int end = 0;
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, end)) {
                int start = at;
                while (start > end && isBase64(text.charAt(start - 1))) {
                    start--;
                }
                end = at + secret.length();
                while (end < text.length() && isBase64(text.charAt(end))) {
                    end++;
                }
                redaction.cut(start, end, Redaction.HIDDEN);
            }
        }
    }

    private static boolean isBase64(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "+-_=".indexOf(c) >= 0);
    }

    // Of the same length as the text, which is not so for all letters of all languages.
    private static String lowered(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() == text.length()) {
            return lower;
        }
        StringBuilder letters = new StringBuilder(text);
        for (int i = 0; i < letters.length(); i++) {
            letters.setCharAt(i, Character.toLowerCase(letters.charAt(i)));
        }
        return letters.toString();
    }
}
