package io.jobdrop.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text without the characters that break a word or separate its parts, in which each character knows where it was. A
 * search in it finds a word that somebody wrapped, spaced out, or mixed with characters that nobody sees.
 */
public final class Squeezed {
    // Letters that have no shape: Hangul fillers.
    private static final String FILLERS = "\u115f\u1160\u3164\uffa0";
    private static final char REPLACEMENT = '\ufffd';

    private final String text;
    // Null where nothing is left out.
    private final int @Nullable [] origins;

    private Squeezed(String text, int @Nullable [] origins) {
        this.text = text;
        this.origins = origins;
    }

    /** Without blanks, line breaks, and what is invisible or only marks another character. */
    public static Squeezed visible(String text) {
        return squeezed(text, Squeezed::isVisible, false);
    }

    /** The same with the blanks between the words of a line. */
    static Squeezed lines(String text) {
        return squeezed(text, point -> point == ' ' || isVisible(point), false);
    }

    /** Letters and digits alone, in small letters and without the prefix {@code 0x}: so are octets told in hexadecimal. */
    public static Squeezed octets(String text) {
        return squeezed(text, Character::isLetterOrDigit, true);
    }

    private static Squeezed squeezed(String text, IntPredicate kept, boolean octets) {
        char[] chars = new char[text.length()];
        int[] origins = null;
        int size = 0;
        boolean begins = false;
        int next;
        for (int at = 0; at < text.length(); at = next) {
            int point = text.codePointAt(at);
            next = at + Character.charCount(point);
            // The blanks at the beginning of a line are part of the break.
            begins = point == '\n' || point == '\r' || (point == ' ' && begins);
            int hidden = octets ? 0 : invisibleOctets(text, at);
            if (hidden > 0) {
                next = at + hidden;
            } else if (octets && point == '0' && next < text.length() && (text.charAt(next) | ' ') == 'x') {
                next++;
            } else if (kept.test(point) && !(point == ' ' && begins)) {
                if (origins == null && size < at) {
                    origins = new int[text.length()];
                    Arrays.setAll(origins, IntUnaryOperator.identity());
                }
                for (int i = at; i < next; i++) {
                    char c = text.charAt(i);
                    chars[size] = octets ? Character.toLowerCase(c) : c;
                    if (origins != null) {
                        origins[size] = i;
                    }
                    size++;
                }
            }
        }
        return new Squeezed(new String(chars, 0, size), origins);
    }

    // The length of an invisible character whose octets in UTF-8 are characters here, as percent-encoding leaves
    // them; or 0.
    private static int invisibleOctets(String text, int at) {
        char first = text.charAt(at);
        int length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (length == 0 || at + length > text.length()) {
            return 0;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((text.charAt(i) & 0xffc0) != 0x80) {
                return 0;
            }
        }
        String octets = text.substring(at, at + length);
        int point = new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).codePointAt(0);
        return point != REPLACEMENT && !isVisible(point) ? length : 0;
    }

    private static boolean isVisible(int point) {
        if (point > ' ' && point < 0x7f) {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK -> false;
            default -> point != REPLACEMENT && FILLERS.indexOf(point) < 0;
        };
    }

    /** The text that is left. */
    public String text() {
        return text;
    }

    /** Where a character of what is left was. */
    public int origin(int index) {
        return origins == null ? index : origins[index];
    }
}
