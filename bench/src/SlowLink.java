package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** B8: one large result from a host that limits each connection. One connection alone would take half a minute. */
final class SlowLink implements Scenario {
    private static final String JOBDROP = "jobdrop";
    private static final String CURL = "curl, hash, sync";
    private static final String ARIA2 = "aria2 -x4, hash, sync";
    private static final long SECONDS_ALONE = 32;
    private static final long FULL = 512L << 20;

    @Override
    public String title(Options options) {
        return "one result of " + (size(options) >> 20) + " MiB at " + (rate(options) >> 10) + " KiB/s a connection";
    }

    private static long size(Options options) {
        return options.scaled(FULL, 64 << 20);
    }

    private static long rate(Options options) {
        return size(options) / SECONDS_ALONE;
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        bench.shareClasses();
        Samples seconds = new Samples();
        Samples requests = new Samples();
        List<String> tools = new ArrayList<>(List.of(JOBDROP));
        if (bench.tools().has("curl")) {
            tools.add(CURL);
        }
        if (bench.tools().has("aria2c")) {
            tools.add(ARIA2);
        }
        Rounds.run(bench.options().pairs(), tools, tool -> {
            String account = bench.newAccount("slow");
            long size = size(bench.options());
            bench.vendor().addSlow(account, 1, size, rate(bench.options()));
            Child.Usage usage =
                    switch (tool) {
                        case JOBDROP -> jobdrop(bench, account, size);
                        case CURL -> peer(bench, "curl-file.sh", account, size);
                        default -> peer(bench, "aria2-file.sh", account, size);
                    };
            seconds.add(tool, usage.seconds());
            requests.add(tool, bench.vendor().stats(account).downloads());
            bench.clear();
        });
        compare(report, "time", "s", seconds, CURL, Goal.ratioAtMost(0.5));
        compare(report, "time", "s", seconds, ARIA2, null);
        compare(report, "requests for the result", "", requests, ARIA2, null);
    }

    private static void compare(Report report, String figure, String unit, Samples samples, String peer, Goal goal) {
        if (samples.has(peer)) {
            report.compare(figure, unit, samples.of(JOBDROP), peer, samples.of(peer), goal);
        } else {
            report.missing(figure, unit, samples.of(JOBDROP), peer.substring(0, peer.indexOf(',')), goal);
        }
    }

    // Parts are for large results: a run with smaller ones lowers that limit as well.
    private static Child.Usage jobdrop(Workbench bench, String account, long size)
            throws IOException, InterruptedException {
        Jobdrop jobdrop = new Jobdrop(bench, "convertly-jobs").vendor("CONVERTLY", account);
        if (size < FULL) {
            jobdrop.set("JOBDROP_DOWNLOAD_RANGES_ABOVE", (size >> 21) + "MB");
        }
        Child.Usage usage = jobdrop.runOnce();
        Landed.check(jobdrop.drop(), 1, 1, size);
        return usage;
    }

    private static Child.Usage peer(Workbench bench, String script, String account, long size)
            throws IOException, InterruptedException {
        Path folder = bench.newFolder("peer");
        String id = VendorJson.id(1);
        String[] command = {bench.peer(script), bench.vendor().resultUrls(account) + id, folder.resolve(id).toString()};
        Child.Usage usage = bench.run(bench.newFolder("peer-log"), Map.of(), command);
        Workbench.remove(folder.resolve(id + ".sha256"));
        Landed.check(folder, 1, 1, size);
        return usage;
    }
}
