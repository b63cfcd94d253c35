package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** B6: how soon a start reaches the vendor, and what a run with nothing to do costs. */
final class StartAndIdle implements Scenario {
    private static final List<String> BUILT_IN =
            List.of("companyenrich-exports", "companyenrich-bulk", "userpilot-jobs", "convertly-jobs");
    private static final String FIRST = "first run";
    private static final String LATER = "later run";
    private static final String YEARLY = "0 0 0 1 1 ?";

    @Override
    public String title(Options options) {
        return "start to the first request, and " + idleSeconds(options) + " s idle, with 4 and 50 feeds";
    }

    private static int idleSeconds(Options options) {
        return options.quick() ? 3 : 30;
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        Samples samples = new Samples();
        for (String start : List.of(FIRST, LATER)) {
            Rounds.run(bench.options().pairs(), List.of("4", "50"), feeds -> {
                if (start.equals(FIRST)) {
                    bench.dropSharedClasses();
                } else {
                    bench.shareClasses();
                }
                int idleSeconds = start.equals(FIRST) ? 0 : idleSeconds(bench.options());
                run(bench, Integer.parseInt(feeds), start + feeds, idleSeconds, samples);
            });
        }
        for (String feeds : List.of("4", "50")) {
            for (String start : List.of(FIRST, LATER)) {
                String name = "to first request, " + feeds + " feeds, " + start;
                report.state(name, "s", samples.of(start + feeds + "start"), start.equals(LATER) ? Goal.atMost(2.0) : null);
            }
            String shared = LATER + feeds;
            Goal memory = feeds.equals("50") ? Goal.atMost(200) : null;
            report.state("idle CPU, " + feeds + " feeds", "% core", samples.of(shared + "cpu"), Goal.atMost(1));
            report.state("memory, " + feeds + " feeds", "MB", samples.of(shared + "memory"), memory);
            report.state("peak memory, " + feeds + " feeds", "MB", samples.of(shared + "peak"), null);
        }
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
            String built = Files.readString(bench.install().resolve("routes/feeds/convertly-jobs.camel.yaml"));
            Files.writeString(folder.resolve(feed + ".camel.yaml"), built.replace("convertly-jobs", feed));
        }
        bench.settle();
        long start = System.currentTimeMillis();
        try (Child process = jobdrop.start("--config", config.toString(), "--feeds", folder.toString())) {
            // All but one feed ask for a list; the bulk jobs have none.
            while (bench.vendor().stats(account).lists() < feeds - 1) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("jobdrop run ended" + process.said());
                }
                Thread.sleep(200);
            }
            samples.add(name + "start", (bench.vendor().stats(account).firstRequestAt() - start) / 1e3);
            if (idleSeconds > 0) {
                Thread.sleep(idleSeconds * 1000L / 3);
                double before = process.cpu();
                Thread.sleep(idleSeconds * 1000L);
                samples.add(name + "cpu", (process.cpu() - before) / idleSeconds * 100);
                samples.add(name + "memory", process.memory("VmRSS") / 1e6);
                samples.add(name + "peak", process.memory("VmHWM") / 1e6);
            }
        }
        bench.clear();
    }

    private static Path config(Path home, List<String> feeds) throws IOException {
        List<String> lines = feeds.stream().map(feed -> feed + ".schedule = " + YEARLY).toList();
        return Files.write(home.resolve("bench.properties"), lines);
    }
}
