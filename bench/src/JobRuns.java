package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Jobdrop and its peers, each with the same number of jobs behind a list, a detail and a download. */
final class JobRuns {
    private static final String JOBDROP = "jobdrop";
    private static final long SIZE = 64 << 10;

    final Samples seconds = new Samples();
    final Samples speed = new Samples();
    final Samples cpu = new Samples();
    final Samples requests = new Samples();

    /** Of Jobdrop, between the first half of the jobs and the last tenth. */
    final Samples warm = new Samples();

    private final Workbench bench;
    private final long jobs;

    JobRuns(Workbench bench, long jobs) {
        this.bench = bench;
        this.jobs = jobs;
    }

    /** Runs Jobdrop and those of the peers that are installed, in turn. */
    void measure(JobPeer... peers) throws IOException, InterruptedException {
        List<String> tools = new ArrayList<>(List.of(JOBDROP));
        for (JobPeer peer : peers) {
            if (peer.isInstalled(bench.tools())) {
                tools.add(peer.label());
            }
        }
        Rounds.run(bench.options().pairs(), tools, tool -> {
            String account = bench.newAccount("many");
            bench.vendor().add(account, jobs, SIZE);
            Child.Usage usage = tool.equals(JOBDROP)
                    ? jobdrop(account)
                    : JobPeer.labelled(tool).run(bench, account, jobs, SIZE);
            seconds.add(tool, usage.seconds());
            speed.add(tool, jobs / usage.seconds());
            cpu.add(tool, usage.cpu() * 1000 / jobs);
            requests.add(tool, bench.vendor().stats(account).requests() / (double) jobs);
            bench.clear();
        });
    }

    /** Jobdrop's own values. */
    static List<Double> ours(Samples samples) {
        return samples.of(JOBDROP);
    }

    private Child.Usage jobdrop(String account) throws IOException, InterruptedException {
        Jobdrop jobdrop = new Jobdrop(bench, "companyenrich-exports").vendor("COMPANYENRICH", account);
        bench.settle();
        try (Child process = jobdrop.start("--once")) {
            Moment half = await(account, process, jobs / 2);
            Moment end = await(account, process, jobs * 9 / 10);
            Child.Usage usage = process.await(Workbench.LONGEST);
            long between = end.downloads() - half.downloads();
            warm.add("speed", between / (end.seconds() - half.seconds()));
            warm.add("cpu", (end.cpu() - half.cpu()) * 1000 / between);
            Landed.check(jobdrop.drop(), jobs, jobs, SIZE);
            return usage;
        }
    }

    /** How far a process has come, and what it has taken until then. */
    private record Moment(long downloads, double seconds, double cpu) {}

    private Moment await(String account, Child process, long downloads) throws IOException, InterruptedException {
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
