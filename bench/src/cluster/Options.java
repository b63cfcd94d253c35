package bench.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What was asked for on the command line; each scenario has defaults for what was not. */
final class Options {
    private static final List<String> KNOWN = List.of(
            "--nodes",
            "--repeats",
            "--jobs",
            "--size",
            "--seed",
            "--rate",
            "--drop",
            "--cut",
            "--fault",
            "--dist",
            "--s3proxy",
            "--queue",
            "--broker",
            "--lease");

    private final Path root;
    private final List<String> scenarios = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();

    Options(Path root, String[] arguments, Collection<String> known) {
        this.root = root;
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (KNOWN.contains(argument) && rest.hasNext()) {
                values.put(argument, rest.next());
            } else if (known.contains(argument)) {
                scenarios.add(argument);
            } else {
                throw new IllegalArgumentException("there is no " + argument + "; scenarios are "
                        + String.join(" ", known) + ", options with a value " + String.join(" ", KNOWN));
            }
        }
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("name a scenario: " + String.join(" ", known));
        }
    }

    List<String> scenarios() {
        return scenarios;
    }

    Path root() {
        return root;
    }

    int nodes(int otherwise) {
        return number("--nodes", otherwise);
    }

    /** Pairs, kills, stops or cuts. */
    int repeats(int otherwise) {
        return number("--repeats", otherwise);
    }

    int jobs(int otherwise) {
        return number("--jobs", otherwise);
    }

    /** Results that take four seconds each. */
    Load load() {
        int size = number("--size", 256 << 10);
        return new Load(size, Math.max(1, size / 4));
    }

    /** Bytes a second that a connection gets. */
    int rate(int otherwise) {
        return number("--rate", otherwise);
    }

    long seed() {
        return number("--seed", 1);
    }

    int leaseSeconds() {
        return number("--lease", 8);
    }

    /** Where results go; empty when the scenario decides. */
    String drop() {
        return values.getOrDefault("--drop", "");
    }

    /** What is cut: database, vendor or bucket; empty: each. */
    String cut() {
        return values.getOrDefault("--cut", "");
    }

    /** Whether the bench itself does wrong, in this way, to show that the verdict fails. */
    boolean fault(String name) {
        return name.equals(values.get("--fault"));
    }

    Path dist() {
        return values.containsKey("--dist") ? Path.of(values.get("--dist")).toAbsolutePath() : root.resolve("target/jobdrop");
    }

    Path s3proxy() {
        return values.containsKey("--s3proxy")
                ? Path.of(values.get("--s3proxy")).toAbsolutePath()
                : root.resolve("target/servers/s3proxy.jar");
    }

    /** Who spreads the jobs: {@code ledger} or {@code jms}. */
    String queue() {
        return values.getOrDefault("--queue", "ledger");
    }

    /** The jars of an Artemis server. */
    Path broker() {
        return values.containsKey("--broker")
                ? Path.of(values.get("--broker")).toAbsolutePath()
                : root.resolve("target/servers/broker");
    }

    private int number(String option, int otherwise) {
        String value = values.get(option);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}
