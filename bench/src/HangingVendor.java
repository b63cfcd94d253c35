package bench;

import java.io.IOException;
import java.util.List;

/** B7: what a feed loses while the vendor of another takes its requests and never answers. */
final class HangingVendor implements Scenario {
    private static final String HANGING = "one vendor hanging";
    private static final String WELL = "jobdrop, all well";
    private static final long SIZE = 256 << 10;

    @Override
    public String title(Options options) {
        return jobs(options) + " jobs of 256 KiB of one feed while another's vendor hangs";
    }

    private static long jobs(Options options) {
        return options.scaled(4_000, 200);
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        bench.shareClasses();
        Samples speed = new Samples();
        long jobs = jobs(bench.options());
        Rounds.run(bench.options().pairs(), List.of(HANGING, WELL), state -> {
            String troubled = bench.newAccount("troubled");
            String other = bench.newAccount("other");
            bench.vendor().add(other, jobs, SIZE);
            if (state.equals(HANGING)) {
                bench.vendor().hang(troubled);
            }
            speed.add(state, jobs / run(bench, troubled, other, jobs));
            bench.clear();
        });
        report.compare("speed of the others", "files/s", speed.of(HANGING), WELL, speed.of(WELL), Goal.ratioAtLeast(0.95));
    }

    // From the first request to the end of the last download, as the stand-in saw them.
    private static double run(Workbench bench, String troubled, String other, long jobs)
            throws IOException, InterruptedException {
        Jobdrop jobdrop = new Jobdrop(bench, "companyenrich-exports,convertly-jobs")
                .vendor("COMPANYENRICH", troubled)
                .vendor("CONVERTLY", other)
                .set("JOBDROP_SHUTDOWN_TIMEOUT", "5s");
        bench.settle();
        try (Child process = jobdrop.start()) {
            VendorProcess.Stats stats = bench.awaitQuiet(other, jobs, process);
            Landed.await(jobdrop.drop(), jobs, jobs, SIZE);
            return (stats.lastDownloadAt() - stats.firstRequestAt()) / 1e3;
        }
    }
}
