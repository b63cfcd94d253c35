package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** B4: a number of large results, eight at once. */
final class ParallelFiles implements Scenario {
    private static final String JOBDROP = "jobdrop";
    private static final Map<String, String> PEERS = Map.of("rclone", "rclone-files.sh", "aria2c", "aria2-files.sh");
    private static final int FILES = 64;

    @Override
    public String title(Options options) {
        return FILES + " results of " + (size(options) >> 10) + " KiB, 8 at once";
    }

    private static long size(Options options) {
        return options.scaled(64 << 20, 64 << 10);
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        bench.shareClasses();
        long size = size(bench.options());
        Samples speed = new Samples();
        List<String> tools = new ArrayList<>(List.of(JOBDROP));
        PEERS.keySet().stream().sorted().filter(bench.tools()::has).forEach(tools::add);
        Rounds.run(bench.options().pairs(), tools, tool -> {
            String account = bench.newAccount("parallel");
            bench.vendor().add(account, FILES, size);
            double seconds = tool.equals(JOBDROP)
                    ? jobdrop(bench, account, size)
                    : peer(bench, PEERS.get(tool), account, size);
            speed.add(tool, FILES * size / 1e6 / seconds);
            bench.clear();
        });
        for (String peer : PEERS.keySet().stream().sorted().toList()) {
            Goal goal = Goal.ratioAtLeast(1.0);
            if (speed.has(peer)) {
                report.compare("speed", "MB/s", speed.of(JOBDROP), peer + ", hash, sync", speed.of(peer), goal);
            } else {
                report.missing("speed", "MB/s", speed.of(JOBDROP), peer, goal);
            }
        }
    }

    private static double jobdrop(Workbench bench, String account, long size) throws IOException, InterruptedException {
        Jobdrop jobdrop = new Jobdrop(bench, "convertly-jobs")
                .vendor("CONVERTLY", account)
                .set("JOBDROP_DOWNLOAD_PARALLEL", "8");
        Child.Usage usage = jobdrop.runOnce();
        Landed.check(jobdrop.drop(), FILES, FILES, size);
        return usage.seconds();
    }

    private static double peer(Workbench bench, String script, String account, long size)
            throws IOException, InterruptedException {
        Path folder = bench.newFolder("peer");
        Path log = bench.newFolder("peer-log");
        String line = "\"$0\" \"$1\" \"$2\" \"$3\" && \"$4\" \"$3\"";
        Child.Usage usage = bench.run(
                log,
                Map.of(),
                "sh",
                "-c",
                line,
                bench.peer(script),
                bench.vendor().resultUrls(account),
                names(log, FILES).toString(),
                folder.toString(),
                bench.peer("hash-and-sync.sh"));
        Landed.check(folder, FILES, FILES, size);
        return usage.seconds();
    }

    /** A file with the names of all results, one a line. */
    static Path names(Path folder, int files) throws IOException {
        return Files.write(
                folder.resolve("names"),
                LongStream.rangeClosed(1, files).mapToObj(VendorJson::id).toList());
    }
}
