package io.jobdrop.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with one layer of encoding taken off, in which each character knows where it stood: percent-encoding, also of
 * itself (RFC 3986 2.1), the escapes of JSON (RFC 8259 7), and the references of HTML and XML.
 *
 * <p>What is encoded stays one word: a decoded blank is told as a visible character.
 */
final class DecodedText {
    private static final Pattern ENCODED = Pattern.compile(
            "(?=[%\\\\&])(?:%(?:25)*+(?<percent>[0-9A-Fa-f]{2})|\\\\{1,8}u(?<unicode>[0-9A-Fa-f]{4})|\\\\{1,8}x(?<hex>[0-9A-Fa-f]{2})"
                    + "|\\\\{1,8}(?<blank>[nrt])|\\\\(?<escaped>[/\"'\\\\&=?#:])|&#[xX]0{0,6}(?<reference>[0-9A-Fa-f]{2,4});"
                    + "|&#0{0,6}(?<decimal>\\d{2,5});|&(?<name>amp|AMP|quot|apos|lt|gt|equals|quest|num|sol|colon|percnt);)");
    private static final Map<String, Character> NAMES = Map.ofEntries(
            Map.entry("amp", '&'),
            Map.entry("quot", '"'),
            Map.entry("apos", '\''),
            Map.entry("lt", '<'),
            Map.entry("gt", '>'),
            Map.entry("equals", '='),
            Map.entry("quest", '?'),
            Map.entry("num", '#'),
            Map.entry("sol", '/'),
            Map.entry("colon", ':'),
            Map.entry("percnt", '%'));
    private static final char NO_BLANK = '\uFFFD';

    private final String text;
    // Where each character begins in the text as it came, and where the text ends; null for the text as it came.
    private final int @Nullable [] origins;

    private DecodedText(String text, int @Nullable [] origins) {
        this.text = text;
        this.origins = origins;
    }

    /** A text as it came. */
    static DecodedText of(String text) {
        return new DecodedText(text, null);
    }

    String text() {
        return text;
    }

    /** Where the character at an index, or the text's end, stands in the text as it came. */
    int origin(int index) {
        return origins == null ? index : origins[index];
    }

    /** The same without its outermost encoding; empty when there is none. */
    Optional<DecodedText> decoded() {
        if (text.indexOf('%') < 0 && text.indexOf('\\') < 0 && text.indexOf('&') < 0) {
            return Optional.empty();
        }
        Matcher found = ENCODED.matcher(text);
        if (!found.find()) {
            return Optional.empty();
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int[] from = new int[text.length() + 1];
        int copied = 0;
        do {
            copy(copied, found.start(), decoded, from);
            from[decoded.length()] = origin(found.start());
            decoded.append(character(found));
            copied = found.end();
        } while (found.find());
        copy(copied, text.length(), decoded, from);
        from[decoded.length()] = origin(text.length());
        return Optional.of(new DecodedText(decoded.toString(), Arrays.copyOf(from, decoded.length() + 1)));
    }

    private void copy(int start, int end, StringBuilder decoded, int[] from) {
        for (int i = start; i < end; i++) {
            from[decoded.length() + i - start] = origin(i);
        }
        decoded.append(text, start, end);
    }

    private static char character(Matcher found) {
        for (String group : new String[] {"percent", "unicode", "hex", "reference"}) {
            String code = found.group(group);
            if (code != null) {
                return visible((char) Integer.parseInt(code, 16));
            }
        }
        String decimal = found.group("decimal");
        if (decimal != null) {
            return visible((char) Integer.parseInt(decimal));
        }
        if (found.group("blank") != null) {
            return NO_BLANK;
        }
        String name = found.group("name");
        return name == null
                ? found.group("escaped").charAt(0)
                : NAMES.getOrDefault(name.toLowerCase(Locale.ROOT), NO_BLANK);
    }

    private static char visible(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c < ' ' ? NO_BLANK : c;
    }
}
