package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** B6: how soon a start reaches the vendor, and what a run with nothing to do costs. */
final class StartAndIdle implements Scenario {
    private static final List<String> BUILT_IN =
            List.of("companyenrich-exports", "companyenrich-bulk", "userpilot-jobs", "convertly-jobs");
    private static final String FEWEST = "4";
    private static final List<String> COUNTS = List.of(FEWEST, "50", "200");
    private static final Map<String, Goal> SLOWER = Map.of("50", Goal.ratioAtMost(1.1), "200", Goal.ratioAtMost(1.2));
    private static final Map<String, Goal> FIRST_REQUEST =
            Map.of(FEWEST, Goal.atMost(2.0), "50", Goal.atMost(2.4), "200", Goal.atMost(2.4));
    private static final Map<String, Goal> MEMORY = Map.of(FEWEST, Goal.atMost(150), "50", Goal.atMost(200), "200", Goal.atMost(220));
    private static final Map<String, Goal> THREADS = Map.of("200", Goal.atMost(60));
    private static final String FIRST = "first run";
    private static final String LATER = "later run";
    private static final String YEARLY = "0 0 0 1 1 ?";

    @Override
    public String title(Options options) {
        return "start to the first requests, and " + idleSeconds(options) + " s idle, with 4, 50 and 200 feeds";
    }

    private static int idleSeconds(Options options) {
        return options.quick() ? 3 : 30;
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        Samples samples = new Samples();
        for (String start : List.of(FIRST, LATER)) {
            Rounds.run(bench.options().pairs(), COUNTS, feeds -> {
                if (start.equals(FIRST)) {
                    bench.dropSharedClasses();
                } else {
                    bench.shareClasses();
                }
                int idleSeconds = start.equals(FIRST) ? 0 : idleSeconds(bench.options());
                run(bench, Integer.parseInt(feeds), start + feeds, idleSeconds, samples);
            });
        }
        for (String feeds : COUNTS) {
            for (String start : List.of(FIRST, LATER)) {
                String name = "to first request, " + feeds + " feeds, " + start;
                report.state(name, "s", samples.of(start + feeds + "start"), start.equals(LATER) ? FIRST_REQUEST.get(feeds) : null);
                Goal cpu = start.equals(LATER) && feeds.equals(FEWEST) ? Goal.atMost(3.0) : null;
                report.state("CPU " + name, "s", samples.of(start + feeds + "first"), cpu);
            }
            report(feeds, samples, report);
        }
    }

    private static void report(String feeds, Samples samples, Report report) {
        for (String start : List.of(FIRST, LATER)) {
            String name = "to first request of all, " + feeds + " feeds, " + start;
            List<Double> all = samples.of(start + feeds + "all");
            if (feeds.equals(FEWEST)) {
                report.state(name, "s", all, null);
            } else {
                Goal goal = start.equals(LATER) ? SLOWER.get(feeds) : null;
                report.compare(name, "s", all, FEWEST + " feeds", samples.of(start + FEWEST + "all"), goal);
            }
        }
        String shared = LATER + feeds;
        report.state("idle CPU, " + feeds + " feeds", "% core", samples.of(shared + "cpu"), Goal.atMost(1));
        report.state("idle threads, " + feeds + " feeds", "", samples.of(shared + "threads"), THREADS.get(feeds));
        report.state("memory, " + feeds + " feeds", "MB", samples.of(shared + "memory"), MEMORY.get(feeds));
        report.state("peak memory, " + feeds + " feeds", "MB", samples.of(shared + "peak"), null);
    }

    private static void run(Workbench bench, int feeds, String name, int idleSeconds, Samples samples)
            throws IOException, InterruptedException {
        String account = bench.newAccount("idle");
        List<String> names = new ArrayList<>(BUILT_IN);
        for (int i = 5; i <= feeds; i++) {
            names.add("bench-" + i);
        }
        Jobdrop jobdrop = new Jobdrop(bench, String.join(",", names))
                .vendor("COMPANYENRICH", account)
                .vendor("USERPILOT", account)
                .vendor("CONVERTLY", account);
        Path config = config(jobdrop.home(), names);
        Path folder = Files.createDirectories(jobdrop.home().resolve("feeds"));
        for (String feed : names.subList(BUILT_IN.size(), names.size())) {
            write(feed, folder, bench);
        }
        if (name.startsWith(LATER)) {
            // A run by cron finds the ledger of the one before.
            try (Child before = jobdrop.start("--config", config.toString(), "--feeds", folder.toString())) {
                while (bench.vendor().stats(account).lists() < feeds - 1 && before.isAlive()) {
                    Thread.sleep(200);
                }
            }
            account = bench.newAccount("idle");
            jobdrop.vendor("COMPANYENRICH", account).vendor("USERPILOT", account).vendor("CONVERTLY", account);
        }
        bench.settle();
        long start = System.currentTimeMillis();
        try (Child process = jobdrop.start("--config", config.toString(), "--feeds", folder.toString())) {
            // All but one feed ask for a list; the bulk jobs have none.
            VendorProcess.Stats stats = await(bench, account, process, 1);
            samples.add(name + "first", process.cpu());
            stats = await(bench, account, process, feeds - 1);
            // The lists are empty, and nothing is polled a second time: the last request is the last feed's first.
            samples.add(name + "start", (stats.firstRequestAt() - start) / 1e3);
            samples.add(name + "all", (stats.lastRequestAt() - start) / 1e3);
            if (idleSeconds > 0) {
                Thread.sleep(idleSeconds * 1000L / 3);
                double before = process.cpu();
                Thread.sleep(idleSeconds * 1000L);
                samples.add(name + "cpu", (process.cpu() - before) / idleSeconds * 100);
                samples.add(name + "threads", process.threads());
                samples.add(name + "memory", process.memory("VmRSS") / 1e6);
                samples.add(name + "peak", process.memory("VmHWM") / 1e6);
            }
        }
        bench.clear();
    }

    private static VendorProcess.Stats await(Workbench bench, String account, Child process, int lists)
            throws IOException, InterruptedException {
        VendorProcess.Stats stats = bench.vendor().stats(account);
        while (stats.lists() < lists) {
            if (!process.isAlive()) {
                throw new IllegalStateException("jobdrop run ended" + process.said());
            }
            Thread.sleep(10);
            stats = bench.vendor().stats(account);
        }
        return stats;
    }

    // Another feed like convertly-jobs, in the format of this version.
    private static void write(String feed, Path folder, Workbench bench) throws IOException {
        String builtIn = Files.readString(bench.install().resolve("routes/feeds/convertly-jobs.camel.yaml"));
        Files.writeString(folder.resolve(feed + ".camel.yaml"), builtIn.replace("convertly-jobs", feed));
    }

    private static Path config(Path home, List<String> feeds) throws IOException {
        List<String> lines = feeds.stream().map(feed -> feed + ".schedule = " + YEARLY).toList();
        return Files.write(home.resolve("bench.properties"), lines);
    }
}
