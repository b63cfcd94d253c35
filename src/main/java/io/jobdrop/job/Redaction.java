package io.jobdrop.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Takes secrets out of a text, as it is and beneath each layer of encoding: percent-encoding, the escapes of JSON, the
 * references of HTML. What is no secret stays as it was written. A text with more layers than anybody needs is hidden.
 */
public final class Redaction {
    /** What stands in the place of a secret. */
    public static final String HIDDEN = "***";

    private static final int DEEPEST = 8;

    private final List<Cut> cuts = new ArrayList<>();
    private DecodedText layer;

    /** Says where secrets are in one layer of a text. */
    @FunctionalInterface
    public interface Finder {
        /** Calls {@link #cut} for each secret in the text of a layer. */
        void find(String text, Redaction redaction);
    }

    private record Cut(int start, int end, String replacement) {}

    private Redaction(String text) {
        this.layer = DecodedText.of(text);
    }

    /** The text without what a finder finds in any layer of it. */
    public static String of(String text, Finder finder) {
        Redaction redaction = new Redaction(text);
        for (int depth = 0; depth < DEEPEST; depth++) {
            finder.find(redaction.layer.text(), redaction);
            Optional<DecodedText> next = redaction.layer.decoded();
            if (next.isEmpty()) {
                return redaction.applied(text);
            }
            redaction.layer = next.get();
        }
        return HIDDEN;
    }

    /** Cuts out the characters from {@code start} to before {@code end} of the layer. */
    public void cut(int start, int end, String replacement) {
        if (start < end) {
            cuts.add(new Cut(layer.origin(start), layer.origin(end), replacement));
        }
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
