package bench.cluster;

import java.util.Locale;

/** Prints one line for each item that was to hold, with its figures, and counts those that did not. */
final class Verdicts {
    private String scenario = "";
    private int failed;
    private int all;

    void scenario(String name, String what) {
        scenario = name;
        System.out.println(name + "  " + what);
    }

    /** Prints whether an item holds. */
    void item(boolean holds, String item, String figures, Object... values) {
        all++;
        failed += holds ? 0 : 1;
        System.out.printf(
                "  %s  %s: %s: %s%n",
                holds ? "ok  " : "FAIL", scenario, item, String.format(Locale.ROOT, figures, values));
    }

    /** Prints figures that are no verdict. */
    void note(String figures, Object... values) {
        System.out.println("        " + String.format(Locale.ROOT, figures, values));
    }

    int failed() {
        return failed;
    }

    int all() {
        return all;
    }
}
