package io.jobdrop.config;

import java.util.Collection;
import java.util.Comparator;

/** Suggests the name that somebody probably meant. */
final class Nearest {
    private Nearest() {}

    /** A sentence such as {@code "; did you mean 'page'?"}, or nothing when no known name is near. */
    static String suggestion(String name, Collection<String> known) {
        return suggestion(name, known, Math.max(2, name.length() / 3));
    }

    /** The same, with the number of letters that may differ. */
    static String suggestion(String name, Collection<String> known, int limit) {
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
