package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** B1: one large result; and whether memory grows with it. */
final class LargeFile implements Scenario {
    private static final String JOBDROP = "jobdrop";
    private static final String CURL = "curl, hash, sync";
    private static final long SMALL = 8 << 20;

    @Override
    public String title(Options options) {
        return "one result of " + (size(options) >> 20) + " MiB, at -Xmx128m";
    }

    private static long size(Options options) {
        return options.scaled(8L << 30, SMALL);
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        bench.shareClasses();
        long size = size(bench.options());
        boolean curl = bench.tools().has("curl");
        Samples memory = new Samples();
        for (String length : List.of("with length", "without length")) {
            Samples seconds = new Samples();
            Rounds.run(bench.options().pairs(), curl ? List.of(JOBDROP, CURL) : List.of(JOBDROP), tool -> {
                String account = bench.newAccount("large");
                if (length.equals("with length")) {
                    bench.vendor().add(account, 1, size);
                } else {
                    bench.vendor().addChunked(account, 1, size);
                }
                if (tool.equals(JOBDROP)) {
                    Child.Usage usage = jobdrop(bench, account, size);
                    seconds.add(JOBDROP, usage.seconds());
                    memory.add(length, usage.peakMemory() / 1e6);
                } else {
                    seconds.add(CURL, curl(bench, account, size));
                }
                bench.clear();
            });
            Goal goal = Goal.ratioAtMost(1.10);
            if (curl) {
                report.compare("time, " + length, "s", seconds.of(JOBDROP), CURL, seconds.of(CURL), goal);
            } else {
                report.missing("time, " + length, "s", seconds.of(JOBDROP), "curl", goal);
            }
        }
        for (int i = 0; i < bench.options().pairs(); i++) {
            String account = bench.newAccount("small");
            bench.vendor().add(account, 1, SMALL);
            memory.add("small", jobdrop(bench, account, SMALL).peakMemory() / 1e6);
        }
        Goal constant = Goal.ratioAtMost(1.1);
        for (String length : List.of("with length", "without length")) {
            report.compare(
                    "peak memory, " + length, "MB", memory.of(length), "jobdrop, 8 MiB", memory.of("small"), constant);
        }
    }

    private static Child.Usage jobdrop(Workbench bench, String account, long size)
            throws IOException, InterruptedException {
        Jobdrop jobdrop = new Jobdrop(bench, "convertly-jobs")
                .vendor("CONVERTLY", account)
                .set("JOBDROP_JAVA_OPTS", "-Xmx128m");
        Child.Usage usage = jobdrop.runOnce();
        Landed.check(jobdrop.drop(), 1, 1, size);
        return usage;
    }

    private static double curl(Workbench bench, String account, long size) throws IOException, InterruptedException {
        Path folder = bench.newFolder("curl");
        Path log = bench.newFolder("curl-log");
        String id = VendorJson.id(1);
        String url = bench.vendor().resultUrls(account) + id;
        Child.Usage usage =
                bench.run(log, Map.of(), bench.peer("curl-file.sh"), url, folder.resolve(id).toString());
        Workbench.remove(folder.resolve(id + ".sha256"));
        Landed.check(folder, 1, 1, size);
        return usage.seconds();
    }
}
