package io.jobdrop.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** Suggests the name that somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /** A sentence such as {@code "; did you mean 'page'?"}, or nothing when no known name is near. */
    public static String suggestion(String name, Collection<String> known) {
        return suggestion(name, known, Math.max(2, name.length() / 3));
    }

    /** The same, with the number of letters that may differ. */
    static String suggestion(String name, Collection<String> known, int limit) {
        return known.stream()
                .filter(candidate -> Math.abs(name.length() - candidate.length()) <= limit)
                .filter(candidate -> distance(name, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(candidate -> !hasLettersOf(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }

    /** Whether two neighbouring letters are swapped, and nothing else differs. */
    static boolean isSwapped(String name, String candidate) {
        return name.length() == candidate.length() && hasLettersOf(name, candidate) && distance(name, candidate) == 1;
    }

    private static boolean hasLettersOf(String name, String candidate) {
        return Arrays.equals(
                name.chars().sorted().toArray(), candidate.chars().sorted().toArray());
    }

    // Edits of one letter, and swaps of two neighbours (optimal string alignment).
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : edited(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int edited(int[][] rows, String a, String b, int i, int j) {
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(rows[i][j - 1], rows[i - 1][j]));
        boolean swap = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swap ? Math.min(least, 1 + rows[i - 2][j - 2]) : least;
    }
}
