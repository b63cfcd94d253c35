package bench.ledger;

import bench.Samples;
import bench.cluster.Postgres;
import io.jobdrop.job.Job;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the ledger costs: its statements as the product sends them, on real rows. */
public final class LedgerBench {
    private static final double MOST = 1.2;
    private static final int WORKERS = 8;
    private static final int WARM = 20;
    // What takes as long is measured five times.
    private static final double SLOW_MILLIS = 500;
    private static final int FEW = 5;
    private static final String FEED = "feed-00000";
    private static final Map<String, Long> DEFAULTS = new LinkedHashMap<>();

    static {
        DEFAULTS.put("--rows", 10_000_000L);
        DEFAULTS.put("--feeds", 100L);
        DEFAULTS.put("--base-rows", 10_000L);
        DEFAULTS.put("--base-feeds", 100L);
        DEFAULTS.put("--rounds", 30L);
        DEFAULTS.put("--pairs", 5L);
        DEFAULTS.put("--jobs", 2_000L);
        DEFAULTS.put("--buffers", 2048L);
        DEFAULTS.put("--wave", 1_000_000L);
        DEFAULTS.put("--explain", 0L);
    }

    private final Map<String, Long> options;
    private final Path folder;
    private final Postgres server;

    private LedgerBench(Map<String, Long> options, Path folder) throws IOException, InterruptedException {
        this.options = options;
        this.folder = folder;
        this.server = Postgres.start(
                folder.resolve("postgres"),
                "-c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB -c autovacuum_naptime=5s -c shared_buffers="
                        + options.get("--buffers") + "MB");
    }

    /** Ends with 0, with 1 when a poll over many rows costs too much, and with 2 when the arguments are wrong. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Long> options = new LinkedHashMap<>(DEFAULTS);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--explain")) {
                options.put("--explain", 1L);
            } else if (DEFAULTS.containsKey(arguments[i]) && i + 1 < arguments.length) {
                options.put(arguments[i], Long.parseLong(arguments[++i].replace("_", "")));
            } else if (List.of("claims", "polls", "updates").contains(arguments[i])) {
                parts.add(arguments[i]);
            } else {
                System.err.println("bench: there is no " + arguments[i] + "; name claims, polls or updates, and options "
                        + String.join(" ", DEFAULTS.keySet()));
                System.exit(2);
            }
        }
        Path folder = Files.createDirectories(Path.of(System.getProperty("bench.root"), "target/bench/ledger-"
                + ProcessHandle.current().pid()));
        LedgerBench bench = new LedgerBench(options, folder);
        boolean well = true;
        try {
            for (String part : parts.isEmpty() ? List.of("claims", "polls") : parts) {
                System.out.println(part + ": " + options + "; load " + Files.readString(Path.of("/proc/loadavg")).trim());
                switch (part) {
                    case "claims" -> bench.claims();
                    case "polls" -> well &= bench.polls();
                    default -> new Updates(bench.server, bench.folder, options.get("--rows")).run(options.get("--wave"));
                }
            }
        } finally {
            bench.server.close();
            remove(folder);
        }
        System.exit(well ? 0 : 1);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Eight workers deliver what was offered, on each engine in turn. */
    private void claims() throws Exception {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        try (Side file = Side.inFile(Files.createDirectories(folder.resolve("sqlite")).resolve("ledger.db"));
                Side rows = Side.onServer(server, "claims", folder.resolve("drop"))) {
            for (long pair = -1; pair < options.get("--pairs"); pair++) {
                double inFile = queued(file);
                double onServer = queued(rows);
                double offered = offered(rows);
                // The first one warms up.
                if (pair >= 0) {
                    add(samples, "SQLite, queue in memory", inFile);
                    add(samples, "PostgreSQL, queue in memory", onServer);
                    add(samples, "PostgreSQL, offers", offered);
                    add(samples, "PostgreSQL to SQLite, queues in memory", onServer / inFile);
                    add(samples, "PostgreSQL with offers to SQLite", offered / inFile);
                }
            }
        }
        samples.forEach((what, values) -> System.out.printf(
                "  %-40s median %8.2f of %s%n",
                what,
                Samples.median(values),
                values.stream().map(value -> String.format("%.2f", value)).toList()));
    }

    private static void add(Map<String, List<Double>> samples, String what, double value) {
        samples.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
    }

    private double queued(Side side) throws Exception {
        Queue<Job> queue = new ConcurrentLinkedQueue<>(Side.fresh(FEED, options.get("--jobs").intValue()));
        side.enter(List.copyOf(queue));
        return perSecond(() -> {
            Job job = queue.poll();
            if (job != null) {
                side.deliver(job);
            }
            return job != null;
        });
    }

    private double offered(Side side) throws Exception {
        List<Job> jobs = Side.fresh(FEED, options.get("--jobs").intValue());
        side.enter(jobs);
        jobs.forEach(side::offer);
        return perSecond(() -> side.takeAndDeliver(FEED));
    }

    private double perSecond(BooleanSupplier work) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        long from = System.nanoTime();
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            ends.add(workers.submit(() -> {
                while (work.getAsBoolean()) {
                    Thread.onSpinWait();
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        workers.shutdown();
        return options.get("--jobs") / ((System.nanoTime() - from) / 1e9);
    }

    /** A poll over few rows and over many, in turn; returns whether the latter costs little more. */
    private boolean polls() throws Exception {
        int rounds = options.get("--rounds").intValue();
        List<Double> ratios = new ArrayList<>();
        try (Ledger few = ledger("few", options.get("--base-rows"), options.get("--base-feeds").intValue());
                Ledger many = ledger("many", options.get("--rows"), options.get("--feeds").intValue())) {
            System.out.println("load " + Files.readString(Path.of("/proc/loadavg")).trim());
            String poll = few.costs.steps().keySet().iterator().next();
            for (int round = 0; round < 10 * WARM; round++) {
                few.costs.time(poll, round);
                many.costs.time(poll, round);
            }
            System.out.printf("  %-52s %9s %9s %6s%n", "ms, median of " + rounds, "few", "many", "ratio");
            for (String step : few.costs.steps().keySet()) {
                List<Double> one = new ArrayList<>();
                List<Double> other = new ArrayList<>();
                boolean slow = many.costs.time(step, 0) > SLOW_MILLIS;
                for (int round = slow ? 0 : -WARM; round < (slow ? FEW : rounds); round++) {
                    boolean swapped = round % 2 == 0;
                    double first = (swapped ? many : few).costs.time(step, round + WARM);
                    double second = (swapped ? few : many).costs.time(step, round + WARM);
                    if (round >= 0) {
                        one.add(swapped ? second : first);
                        other.add(swapped ? first : second);
                    }
                }
                ratios.add(row(step, one, other));
            }
            List<Double> one = new ArrayList<>();
            List<Double> other = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                one.add(few.costs.cold(round));
                other.add(many.costs.cold(round));
            }
            row("a page of a feed that nobody polled before", one, other);
            if (options.get("--explain") == 1) {
                new Plans(server, folder.resolve("postgres/server.log")).print("many", options.get("--feeds").intValue(), folder);
            }
        }
        boolean well = ratios.get(0) <= MOST;
        System.out.printf("%s: a poll costs %.2f x that over few rows, at most %.1f%n", well ? "ok" : "FAIL", ratios.get(0), MOST);
        return well;
    }

    private record Ledger(Side side, History history, PollCosts costs) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            side.close();
            history.close();
        }
    }

    private Ledger ledger(String schema, long rows, int feeds) throws SQLException {
        Side side = Side.onServer(server, schema, folder.resolve("drop"));
        History history = new History(server, schema);
        long from = System.nanoTime();
        history.fill(rows, feeds);
        System.out.printf("%s: %d jobs of %d feeds, made in %.0f s%n", schema, rows, feeds, (System.nanoTime() - from) / 1e9);
        history.printSizes(rows);
        history.leaveWork(feeds);
        return new Ledger(side, history, new PollCosts(side, history, feeds));
    }

    private static double row(String step, List<Double> few, List<Double> many) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < few.size(); i++) {
            ratios.add(many.get(i) / few.get(i));
        }
        double ratio = Samples.median(ratios);
        System.out.printf("  %-52s %9.2f %9.2f %6.2f%n", step, Samples.median(few), Samples.median(many), ratio);
        return ratio;
    }
}
