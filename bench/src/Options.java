package bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param scale factor for sizes and counts
 * @param json where the results go as JSON; null for nowhere
 * @param page where they go as a page in Markdown; null for nowhere
 */
record Options(List<String> scenarios, int pairs, double scale, boolean quick, Path json, Path page) {
    private static final double QUICK_SCALE = 1.0 / 256;

    static Options parse(String[] arguments, Collection<String> known) {
        int pairs = 5;
        double scale = 1;
        boolean quick = false;
        Path json = null;
        Path page = null;
        List<String> scenarios = new ArrayList<>();
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "--quick" -> {
                    quick = true;
                    pairs = 1;
                    scale = QUICK_SCALE;
                }
                case "--pairs" -> pairs = Integer.parseInt(value(argument, rest));
                case "--scale" -> scale = Double.parseDouble(value(argument, rest));
                case "--json" -> json = Path.of(value(argument, rest));
                case "--page" -> page = Path.of(value(argument, rest));
                default -> {
                    if (!known.contains(argument)) {
                        throw new IllegalArgumentException("there is no " + argument + "; scenarios are "
                                + String.join(" ", known)
                                + ", options --quick, --pairs N, --scale F, --json FILE, --page FILE");
                    }
                    scenarios.add(argument);
                }
            }
        }
        if (pairs < 1 || !(scale > 0)) {
            throw new IllegalArgumentException("--pairs and --scale must be positive");
        }
        return new Options(scenarios.isEmpty() ? List.copyOf(known) : scenarios, pairs, scale, quick, json, page);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    /** So many bytes or jobs in this run, of those that the scenario has at scale 1. */
    long scaled(long full, long least) {
        return Math.max(least, Math.round(full * scale));
    }
}
