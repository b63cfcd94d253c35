package bench;

import java.io.IOException;
import java.util.List;

/** B2: many small results, each behind a list, a detail and a download; first many of them, then fewer beside more tools. */
final class ManyJobs implements Scenario {
    @Override
    public String title(Options options) {
        return many(options) + " and " + fewer(options) + " jobs of 64 KiB by list, detail and download";
    }

    private static long many(Options options) {
        return options.scaled(10_000, 100);
    }

    private static long fewer(Options options) {
        return options.scaled(2_000, 100);
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        bench.shareClasses();
        many(bench, report);
        fewer(bench, report);
    }

    private static void many(Workbench bench, Report report) throws IOException, InterruptedException {
        JobRuns runs = new JobRuns(bench, many(bench.options()));
        runs.measure(JobPeer.SCRIPT, JobPeer.CAMEL);
        compare(report, "speed", "files/s", runs.speed, JobPeer.SCRIPT, Goal.ratioAtLeast(1.0));
        compare(report, "CPU", "ms a job", runs.cpu, JobPeer.SCRIPT, null);
        compare(report, "speed", "files/s", runs.speed, JobPeer.CAMEL, null);
        compare(report, "CPU", "ms a job", runs.cpu, JobPeer.CAMEL, null);
        report.state("CPU", "ms a job", JobRuns.ours(runs.cpu), Goal.atMost(4.0));
        report.state("CPU after warm-up", "ms a job", runs.warm.of("cpu"), Goal.atMost(2.5));
        warm(report, "speed after warm-up", runs, JobPeer.SCRIPT, 0.8);
        compare(report, "requests", "a job", runs.requests, JobPeer.CAMEL, Goal.atMost(2.02));
    }

    private static void fewer(Workbench bench, Report report) throws IOException, InterruptedException {
        long jobs = fewer(bench.options());
        JobRuns runs = new JobRuns(bench, jobs);
        runs.measure(JobPeer.values());
        String time = "time, " + jobs + " jobs";
        compare(report, time, "s", runs.seconds, JobPeer.CAMEL, Goal.ratioAtMost(0.6));
        compare(report, time, "s", runs.seconds, JobPeer.DLT, Goal.ratioAtMost(0.4));
        compare(report, time, "s", runs.seconds, JobPeer.AIRBYTE, Goal.ratioAtMost(0.4));
        compare(report, time, "s", runs.seconds, JobPeer.NODE_RED, null);
        compare(report, time, "s", runs.seconds, JobPeer.BENTHOS, null);
        compare(report, time, "s", runs.seconds, JobPeer.SCRIPT, null);
        String speed = "speed after warm-up, " + jobs + " jobs";
        warm(report, speed, runs, JobPeer.BENTHOS, 0.5);
        warm(report, speed, runs, JobPeer.SCRIPT, 0.8);
    }

    private static void compare(
            Report report, String figure, String unit, Samples samples, JobPeer peer, Goal goal) {
        compare(report, figure, unit, JobRuns.ours(samples), peer, samples, goal);
    }

    private static void warm(Report report, String figure, JobRuns runs, JobPeer peer, double least) {
        compare(report, figure, "files/s", runs.warm.of("speed"), peer, runs.speed, Goal.ratioAtLeast(least));
    }

    private static void compare(
            Report report, String figure, String unit, List<Double> ours, JobPeer peer, Samples theirs, Goal goal) {
        if (theirs.has(peer.label())) {
            report.compare(figure, unit, ours, peer.label(), theirs.of(peer.label()), goal);
        } else {
            report.missing(figure, unit, ours, peer.needs(), goal);
        }
    }
}
