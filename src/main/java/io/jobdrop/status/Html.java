package io.jobdrop.status;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a page. Whatever is put into a template is escaped, as text and as the value of an attribute in quotes, unless
 * it is a piece itself.
 */
record Html(String text) {
    static final Html NONE = new Html("");
    private static final String PLACE = "{}";

    /**
     * Fills the places {@code {}} of a template.
     *
     * @throws IllegalArgumentException when there are more or fewer places than values
     */
    static Html of(String template, @Nullable Object... values) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf(PLACE, from);
            if (place < 0) {
                throw new IllegalArgumentException("more values than places in " + template);
            }
            text.append(template, from, place).append(escaped(value));
            from = place + PLACE.length();
        }
        if (template.indexOf(PLACE, from) >= 0) {
            throw new IllegalArgumentException("fewer values than places in " + template);
        }
        return new Html(text.append(template, from, template.length()).toString());
    }

    /** The pieces of all items, one behind the other. */
    static <T> Html each(Collection<T> items, Function<T, Html> piece) {
        return new Html(items.stream().map(piece).map(Html::text).collect(Collectors.joining()));
    }

    private static String escaped(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Html html) {
            return html.text;
        }
        StringBuilder text = new StringBuilder();
        for (char c : value.toString().toCharArray()) {
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
