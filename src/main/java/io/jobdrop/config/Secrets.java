package io.jobdrop.config;

import io.jobdrop.job.Redaction;
import io.jobdrop.job.Squeezed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Secrets, and how they look in others' texts: in letters of any case, in hexadecimal, and in Base64
 * (RFC 4648 4 and 5) beside whatever else was encoded with them, such as the user of HTTP Basic. A secret of less than
 * four characters is found nowhere, since it would be everywhere.
 *
 * <p>One of eight characters or more is found too where blanks, line breaks or invisible characters are in it, and where
 * anything is between its octets in hexadecimal ({@link Squeezed}).
 */
final class Secrets {
    static final Secrets NONE = new Secrets(List.of());

    private static final int SHORTEST = 4;
    private static final int SHORTEST_IN_ID = 8;
    // What is shorter would be found across the words of a sentence.
    private static final int SHORTEST_SPREAD = 8;
    private static final String WEBHOOK_KEY = "whsec_";

    private final List<String> values;
    private final Secrets ofIds;
    // No text of fewer characters has one of them in it, however it is encoded.
    private final int least;
    private final Set<String> inAnyCase = new LinkedHashSet<>();
    private final Set<String> inBase64 = new LinkedHashSet<>();
    private final Set<String> inHex = new LinkedHashSet<>();
    private final Set<String> spreadInAnyCase = new LinkedHashSet<>();
    private final Set<String> spreadInBase64 = new LinkedHashSet<>();

    Secrets(List<String> values) {
        this(values, SHORTEST);
    }

    private Secrets(List<String> values, int shortest) {
        this.values = values;
        this.ofIds = shortest < SHORTEST_IN_ID ? new Secrets(values, SHORTEST_IN_ID) : this;
        for (String value : values) {
            if (value.length() >= shortest) {
                add(value);
                if (value.startsWith(WEBHOOK_KEY)) {
                    add(value.substring(WEBHOOK_KEY.length()));
                    addDecoded(value.substring(WEBHOOK_KEY.length()));
                }
            }
        }
        inAnyCase.forEach(each -> addLong(spreadInAnyCase, Squeezed.visible(each)));
        inBase64.forEach(each -> addLong(spreadInBase64, Squeezed.visible(each)));
        least = Stream.of(inAnyCase, inBase64, inHex, spreadInAnyCase, spreadInBase64)
                .flatMap(Set::stream)
                .mapToInt(String::length)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static void addLong(Set<String> spread, Squeezed secret) {
        if (secret.text().length() >= SHORTEST_SPREAD) {
            spread.add(secret.text());
        }
    }

    private void add(String value) {
        inAnyCase.add(lowered(value));
        add(value.getBytes(StandardCharsets.UTF_8));
        // As OAuth2 sends it by HTTP Basic: RFC 6749 2.3.1.
        addBase64(URLEncoder.encode(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    private void add(byte[] bytes) {
        // So it looks when percent-encoding is taken off octet by octet.
        inAnyCase.add(lowered(new String(bytes, StandardCharsets.ISO_8859_1)));
        inHex.add(HexFormat.of().formatHex(bytes));
        addBase64(bytes);
    }

    // With it signatures are made, so that its bytes are as secret as its text.
    private void addDecoded(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            if (key.length >= SHORTEST_SPREAD) {
                add(key);
                inAnyCase.add(lowered(new String(key, StandardCharsets.UTF_8)));
            }
        } catch (IllegalArgumentException e) {
            // The check of settings reports it.
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
        return text.length() < least ? text : Redaction.of(text, this::find);
    }

    /** The same for an id, of which secrets of less than eight characters may be a part by accident. */
    String removedFromId(String id) {
        return ofIds.removedFrom(id);
    }

    private void find(String text, Redaction redaction) {
        String lower = lowered(text);
        cutEach(lower, inAnyCase, (start, end) -> redaction.cut(start, end, Redaction.HIDDEN));
        cutEach(lower, inHex, (start, end) -> redaction.cut(start, end, Redaction.HIDDEN));
        cutEach(text, inBase64, redaction::cutWord);
        Squeezed visible = Squeezed.visible(text);
        if (visible.text().length() < text.length()) {
            cutEach(
                    lowered(visible.text()),
                    spreadInAnyCase,
                    (start, end) ->
                            redaction.cut(visible.origin(start), visible.origin(end - 1) + 1, Redaction.HIDDEN));
            cutEach(
                    visible.text(),
                    spreadInBase64,
                    (start, end) -> redaction.cutWord(visible.origin(start), visible.origin(end - 1) + 1));
        }
        Squeezed octets = Squeezed.octets(text);
        if (octets.text().length() < text.length()) {
            cutEach(
                    octets.text(),
                    inHex,
                    (start, end) -> redaction.cut(octets.origin(start), octets.origin(end - 1) + 1, Redaction.HIDDEN));
        }
    }

    @FunctionalInterface
    private interface Cut {
        void at(int start, int end);
    }

    private static void cutEach(String text, Set<String> secrets, Cut cut) {
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length())) {
                cut.at(at, at + secret.length());
            }
        }
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
