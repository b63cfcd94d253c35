package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** B3: what a poll costs when ten jobs are new and the rest was delivered long ago. */
final class LongHistory implements Scenario {
    private static final String JOBDROP = "jobdrop";
    private static final String SCRIPT = "curl -Z script";
    private static final String CAMEL = "plain Camel";
    private static final String FEED = "companyenrich-exports";
    private static final long NEW = 10;
    private static final long SIZE = 64 << 10;

    /** Rounds that do not count: Java compiles what it runs often. */
    private static final int WARM_UP = 3;

    /** A tool with its history, which polls when it is told to. */
    private record Poller(String account, Path drop, Measured poll, List<Child> running) {
        interface Measured {
            /** Polls for new jobs, until so many were downloaded; returns seconds of CPU. */
            double run(long downloads) throws IOException, InterruptedException;
        }
    }

    @Override
    public String title(Options options) {
        return "polls with " + NEW + " new jobs, over " + histories(options) + " delivered ones";
    }

    private static List<Long> histories(Options options) {
        return List.of(options.scaled(1_000, 100), options.scaled(10_000, 200), options.scaled(100_000, 400));
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        bench.shareClasses();
        List<Double> cpuOfShortest = new ArrayList<>();
        List<Long> histories = histories(bench.options());
        for (long history : histories) {
            Samples samples = measure(bench, history);
            boolean longest = history == histories.get(histories.size() - 1);
            Goal fewLists = longest ? Goal.atMost(5) : null;
            for (String peer : List.of(SCRIPT, CAMEL)) {
                for (String figure : List.of("lists", "kB", "CPU s")) {
                    String name = history + " delivered: " + figure;
                    List<Double> ours = samples.of(JOBDROP + figure);
                    Goal goal = figure.equals("lists") ? fewLists : null;
                    if (samples.has(peer + figure)) {
                        report.compare(name, "a poll", ours, peer, samples.of(peer + figure), goal);
                    } else {
                        report.missing(name, "a poll", ours, "curl or jq", goal);
                    }
                }
            }
            if (cpuOfShortest.isEmpty()) {
                cpuOfShortest.addAll(samples.of(JOBDROP + "CPU s"));
            } else {
                Goal constant = longest ? Goal.ratioAtMost(1.3) : null;
                report.compare(
                        "CPU over " + history + " delivered",
                        "s a poll",
                        samples.of(JOBDROP + "CPU s"),
                        "jobdrop over " + histories.get(0),
                        cpuOfShortest,
                        constant);
            }
        }
    }

    private static Samples measure(Workbench bench, long history) throws IOException, InterruptedException {
        Map<String, Poller> pollers = new LinkedHashMap<>();
        Samples samples = new Samples();
        try {
            pollers.put(JOBDROP, jobdrop(bench, history));
            if (bench.tools().has("curl") && bench.tools().has("jq")) {
                pollers.put(SCRIPT, script(bench, history));
            }
            pollers.put(CAMEL, camel(bench, history));
            int warmUp = bench.options().quick() ? 1 : WARM_UP;
            Rounds.run(bench.options().pairs() + warmUp, List.copyOf(pollers.keySet()), tool -> {
                Poller poller = pollers.get(tool);
                VendorProcess.Stats before = bench.vendor().stats(poller.account());
                double cpu = poller.poll().run(before.downloads() + NEW);
                VendorProcess.Stats after = bench.vendor().stats(poller.account());
                Landed.await(poller.drop(), after.downloads(), history + after.downloads(), SIZE);
                if (before.downloads() >= warmUp * NEW) {
                    samples.add(tool + "lists", after.lists() - before.lists());
                    samples.add(tool + "kB", (after.apiBytes() - before.apiBytes()) / 1e3);
                    samples.add(tool + "CPU s", cpu);
                }
            });
        } finally {
            pollers.values().forEach(poller -> poller.running().forEach(Child::close));
            bench.clear();
        }
        return samples;
    }

    private static Poller jobdrop(Workbench bench, long history) throws IOException, InterruptedException {
        String account = bench.newAccount(JOBDROP);
        Jobdrop jobdrop = new Jobdrop(bench, FEED)
                .vendor("COMPANYENRICH", account)
                .set("COMPANYENRICH_EXPORTS_MAX_PAGES", "2000")
                .set("COMPANYENRICH_EXPORTS_JITTER", "0s");
        jobdrop.runOnce();
        Ledger.record(jobdrop.home().resolve("data/ledger.db"), FEED, history);
        bench.vendor().add(account, history, SIZE);
        Files.createDirectories(jobdrop.drop());
        // A poll and its deliveries must be over before the next one, also of a hundred thousand jobs.
        int period = history > 20_000 ? 30 : 10;
        jobdrop.set("COMPANYENRICH_EXPORTS_SCHEDULE", "0/" + period + " * * * * ?");
        Child process = jobdrop.start();
        awaitList(bench, account, process);
        bench.awaitQuiet(account, 0, process);
        return new Poller(account, jobdrop.drop(), downloads -> {
            bench.awaitQuiet(account, 0, process);
            long now = System.currentTimeMillis();
            // Shortly before the schedule fires, so that little of the idle time counts.
            long fires = (now / (period * 1000L) + 1) * period * 1000;
            Thread.sleep(Math.max(0, fires - now - 300));
            double before = process.cpu();
            bench.vendor().add(account, NEW, SIZE);
            bench.awaitQuiet(account, downloads, process);
            return process.cpu() - before;
        }, List.of(process));
    }

    private static void awaitList(Workbench bench, String account, Child process)
            throws IOException, InterruptedException {
        long lists = bench.vendor().stats(account).lists();
        while (bench.vendor().stats(account).lists() == lists) {
            if (!process.isAlive()) {
                throw new IllegalStateException("jobdrop run ended" + process.said());
            }
            Thread.sleep(50);
        }
    }

    private static Poller script(Workbench bench, long history) throws IOException, InterruptedException {
        String account = bench.newAccount("curl");
        bench.vendor().add(account, history, SIZE);
        Path drop = bench.newFolder("curl");
        Path log = bench.newFolder("curl-log");
        Files.write(drop.resolve(".done"), ids(history));
        return new Poller(account, drop, downloads -> {
            bench.vendor().add(account, NEW, SIZE);
            String script = bench.peer("list-resolve-download.sh");
            return bench.run(log, Map.of(), script, bench.vendor().url(), account, drop.toString()).cpu();
        }, List.of());
    }

    private static Poller camel(Workbench bench, long history) throws IOException, InterruptedException {
        String account = bench.newAccount("camel");
        bench.vendor().add(account, history, SIZE);
        PlainCamel camel = PlainCamel.start(bench, account, ids(history));
        Child process = camel.process();
        camel.poll();
        awaitList(bench, account, process);
        bench.awaitQuiet(account, 0, process);
        return new Poller(account, camel.drop(), downloads -> {
            double before = process.cpu();
            bench.vendor().add(account, NEW, SIZE);
            camel.poll();
            bench.awaitQuiet(account, downloads, process);
            return process.cpu() - before;
        }, List.of(process));
    }

    private static List<String> ids(long history) {
        return LongStream.rangeClosed(1, history).mapToObj(VendorJson::id).toList();
    }
}
