package io.jobdrop.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in columns that are as wide as they need to be; the last one is not padded. A long table can be printed piece by
 * piece: its columns are as wide then as the pieces so far need.
 */
final class Table {
    private final List<String[]> waiting = new ArrayList<>();
    private final int[] widths;
    private int rows = -1;

    Table(String... head) {
        widths = new int[head.length];
        row(head);
    }

    void row(String... cells) {
        waiting.add(cells);
        rows++;
    }

    /** How many rows there are below the head. */
    int rows() {
        return rows;
    }

    /** How many of them were not printed yet. */
    int waiting() {
        return waiting.size();
    }

    /** Prints the rows that were not printed yet. */
    void print(PrintStream out) {
        int columns = widths.length;
        for (String[] row : waiting) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : waiting) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row[i]).append(" ".repeat(i < columns - 1 ? widths[i] - row[i].length() + 2 : 0));
            }
            out.println(line.toString().stripTrailing());
        }
        waiting.clear();
    }
}
