package io.jobdrop.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes secrets out of a text, as it is and beneath each layer of encoding: percent-encoding, the escapes of JSON, the
 * references of HTML. What is no secret stays as it was written. A text with more layers than anybody needs is hidden.
 */
public final class Redaction {
    /** What stands in the place of a secret. */
    public static final String HIDDEN = "***";

    private static final int DEEPEST = 8;

    private static final int MOST_NESTED = 3;

    private final List<Cut> cuts = new ArrayList<>();
    private final NavigableMap<Integer, Integer> words = new TreeMap<>();
    private final int nested;
    private DecodedText layer;

    /** Says where secrets are in one layer of a text. */
    @FunctionalInterface
    public interface Finder {
        /** Calls {@link #cut} for each secret in the text of a layer. */
        void find(String text, Redaction redaction);
    }

    private record Cut(int start, int end, String replacement) {}

    private Redaction(String text, int nested) {
        this.nested = nested;
        this.layer = DecodedText.of(text);
    }

    /** The text without what a finder finds in any layer of it. */
    public static String of(String text, Finder finder) {
        return new Redaction(text, 0).without(text, finder);
    }

    private String without(String text, Finder finder) {
        for (int depth = 0; depth < DEEPEST; depth++) {
            words.clear();
            finder.find(layer.text(), this);
            Optional<DecodedText> next = layer.decoded();
            if (next.isEmpty()) {
                return applied(text);
            }
            layer = next.get();
        }
        return HIDDEN;
    }

    /** Cuts out the characters from {@code start} to before {@code end} of the layer. */
    public void cut(int start, int end, String replacement) {
        if (start < end) {
            cuts.add(new Cut(layer.origin(start), layer.origin(end), replacement));
        }
    }

    /**
     * Cuts out the whole words of Base64 in which these characters of the layer begin and end. Words that were cut out
     * already are passed over, so that many calls for one long word take no long time.
     */
    public void cutWord(int start, int end) {
        Map.Entry<Integer, Integer> before = words.floorEntry(start);
        if (before != null && before.getValue() >= end) {
            return;
        }
        String text = layer.text();
        int from = start;
        while (from > 0 && isBase64(text.charAt(from - 1))) {
            from--;
        }
        int to = end;
        while (to < text.length() && isBase64(text.charAt(to))) {
            to++;
        }
        cut(from, to, HIDDEN);
        words.merge(from, to, Math::max);
    }

    private static boolean isBase64(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "+-_=".indexOf(c) >= 0);
    }

    /** Whether a finder finds something in a text that is encoded in this one, up to a few times. */
    boolean hides(String decoded, Finder finder) {
        return nested < MOST_NESTED
                && !new Redaction(decoded, nested + 1).without(decoded, finder).equals(decoded);
    }

    // Where cuts overlap, one replacement stands for all: that of the first and longest.
    private String applied(String text) {
        if (cuts.isEmpty()) {
            return text;
        }
        cuts.sort(Comparator.comparingInt(Cut::start)
                .thenComparing(Comparator.comparingInt(Cut::end).reversed()));
        StringBuilder kept = new StringBuilder();
        int end = 0;
        for (Cut cut : cuts) {
            if (cut.start() >= end) {
                kept.append(text, end, cut.start()).append(cut.replacement());
            }
            end = Math.max(end, cut.end());
        }
        return kept.append(text, end, text.length()).toString();
    }
}
