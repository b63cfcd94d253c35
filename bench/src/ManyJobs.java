package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** B2: many small results, each behind a list, a detail and a download. */
final class ManyJobs implements Scenario {
    private static final String JOBDROP = "jobdrop";
    private static final String SCRIPT = "curl -Z script";
    private static final String CAMEL = "plain Camel, no fsync";
    private static final long SIZE = 64 << 10;

    @Override
    public String title(Options options) {
        return jobs(options) + " jobs of 64 KiB by list, detail and download";
    }

    private static long jobs(Options options) {
        return options.scaled(10_000, 100);
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        bench.shareClasses();
        long jobs = jobs(bench.options());
        Samples speed = new Samples();
        Samples requests = new Samples();
        Samples cpu = new Samples();
        Samples warm = new Samples();
        boolean script = bench.tools().has("curl") && bench.tools().has("jq");
        List<String> tools = script ? List.of(JOBDROP, SCRIPT, CAMEL) : List.of(JOBDROP, CAMEL);
        Rounds.run(bench.options().pairs(), tools, tool -> {
            String account = bench.newAccount("many");
            bench.vendor().add(account, jobs, SIZE);
            Child.Usage usage =
                    switch (tool) {
                        case JOBDROP -> jobdrop(bench, account, jobs, warm);
                        case SCRIPT -> script(bench, account, jobs);
                        default -> camel(bench, account, jobs);
                    };
            speed.add(tool, jobs / usage.seconds());
            cpu.add(tool, usage.cpu() * 1000 / jobs);
            requests.add(tool, bench.vendor().stats(account).requests() / (double) jobs);
            bench.clear();
        });
        Goal goal = Goal.ratioAtLeast(1.0);
        if (script) {
            report.compare("speed", "files/s", speed.of(JOBDROP), SCRIPT, speed.of(SCRIPT), goal);
            report.compare("CPU", "ms a job", cpu.of(JOBDROP), SCRIPT, cpu.of(SCRIPT), null);
        } else {
            report.missing("speed", "files/s", speed.of(JOBDROP), "curl or jq", goal);
        }
        report.compare("speed", "files/s", speed.of(JOBDROP), CAMEL, speed.of(CAMEL), null);
        report.compare("CPU", "ms a job", cpu.of(JOBDROP), CAMEL, cpu.of(CAMEL), null);
        report.state("CPU", "ms a job", cpu.of(JOBDROP), Goal.atMost(4.0));
        report.state("CPU after warm-up", "ms a job", warm.of("cpu"), Goal.atMost(2.5));
        if (script) {
            report.compare("speed after warm-up", "files/s", warm.of("speed"), SCRIPT, speed.of(SCRIPT), Goal.ratioAtLeast(0.8));
        }
        report.compare("requests", "a job", requests.of(JOBDROP), CAMEL, requests.of(CAMEL), Goal.atMost(2.02));
    }

    // Warm is what comes between the first half of the jobs and the last tenth.
    private static Child.Usage jobdrop(Workbench bench, String account, long jobs, Samples warm)
            throws IOException, InterruptedException {
        Jobdrop jobdrop = new Jobdrop(bench, "companyenrich-exports").vendor("COMPANYENRICH", account);
        bench.settle();
        try (Child process = jobdrop.start("--once")) {
            Moment half = Moment.await(bench, account, process, jobs / 2);
            Moment end = Moment.await(bench, account, process, jobs * 9 / 10);
            Child.Usage usage = process.await(Workbench.LONGEST);
            long between = end.downloads() - half.downloads();
            warm.add("speed", between / (end.seconds() - half.seconds()));
            warm.add("cpu", (end.cpu() - half.cpu()) * 1000 / between);
            Landed.check(jobdrop.drop(), jobs, jobs, SIZE);
            return usage;
        }
    }

    /** How far a process has come, and what it has taken until then. */
    private record Moment(long downloads, double seconds, double cpu) {
        static Moment await(Workbench bench, String account, Child process, long downloads)
                throws IOException, InterruptedException {
            while (true) {
                long done = bench.vendor().stats(account).downloads();
                if (done >= downloads) {
                    return new Moment(done, System.nanoTime() / 1e9, process.cpu());
                }
                if (!process.isAlive()) {
                    throw new IllegalStateException(done + " of " + downloads + " downloads" + process.said());
                }
                Thread.sleep(10);
            }
        }
    }

    private static Child.Usage script(Workbench bench, String account, long jobs) throws IOException, InterruptedException {
        Path drop = bench.newFolder("curl");
        Path log = bench.newFolder("curl-log");
        Child.Usage usage = bench.run(
                log, Map.of(), bench.peer("list-resolve-download.sh"), bench.vendor().url(), account, drop.toString());
        Landed.check(drop, jobs, jobs, SIZE);
        return usage;
    }

    // A running route has no end; it is done with its last download. Its start counts, as for the others.
    private static Child.Usage camel(Workbench bench, String account, long jobs) throws IOException, InterruptedException {
        bench.settle();
        long start = System.currentTimeMillis();
        PlainCamel camel = PlainCamel.start(bench, account, List.of());
        try (Child process = camel.process()) {
            camel.poll();
            VendorProcess.Stats stats = bench.awaitQuiet(account, jobs, process);
            Landed.await(camel.drop(), jobs, jobs, SIZE);
            return new Child.Usage((stats.lastDownloadAt() - start) / 1e3, process.cpu(), process.memory("VmHWM"));
        }
    }
}
