package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** B5: large results into a bucket, over TLS. */
final class IntoBucket implements Scenario {
    private static final String JOBDROP = "jobdrop";
    private static final String RCLONE = "rclone";
    private static final String SDK = "SDK, from memory";
    private static final int FILES = 16;
    private static final int PART = 8 << 20;

    @Override
    public String title(Options options) {
        return FILES + " results of " + (size(options) >> 20) + " MiB into a bucket, 8 at once with 4 parts each";
    }

    private static long size(Options options) {
        return options.scaled(256 << 20, PART);
    }

    @Override
    public void measure(Workbench bench, Report report) throws IOException, InterruptedException {
        if (!Files.exists(bench.root().resolve("target/servers/s3proxy.jar"))) {
            throw new IllegalStateException("there is no target/servers/s3proxy.jar; a build with tests fetches it");
        }
        bench.shareClasses();
        long size = size(bench.options());
        Samples speed = new Samples();
        Samples cpu = new Samples();
        List<String> tools = new ArrayList<>(List.of(JOBDROP, SDK));
        if (bench.tools().has(RCLONE)) {
            tools.add(1, RCLONE);
        }
        try (S3Proxy server = S3Proxy.start(bench)) {
            // The server is Java too: its first parts are slow, whoever sends them.
            String warmUp = bench.newAccount("bucket");
            server.createBucket(warmUp);
            sdk(bench, server, warmUp, size);
            server.checkAndRemove(warmUp, FILES, size);
            Rounds.run(bench.options().pairs(), tools, tool -> {
                String account = bench.newAccount("bucket");
                bench.vendor().add(account, FILES, size);
                server.createBucket(account);
                Child.Usage usage =
                        switch (tool) {
                            case JOBDROP -> jobdrop(bench, server, account);
                            case RCLONE -> rclone(bench, server, account);
                            default -> sdk(bench, server, account, size);
                        };
                server.checkAndRemove(account, FILES, size);
                speed.add(tool, FILES * size / 1e6 / usage.seconds());
                cpu.add(tool, usage.cpu() * (1 << 30) / FILES / size);
            });
        }
        Goal goal = Goal.ratioAtLeast(1.0);
        if (speed.has(RCLONE)) {
            report.compare("speed", "MB/s", speed.of(JOBDROP), RCLONE, speed.of(RCLONE), goal);
            report.compare("CPU", "s/GiB", cpu.of(JOBDROP), RCLONE, cpu.of(RCLONE), null);
        } else {
            report.missing("speed", "MB/s", speed.of(JOBDROP), RCLONE, goal);
        }
        report.compare("speed", "MB/s", speed.of(JOBDROP), SDK, speed.of(SDK), null);
        report.compare("CPU", "s/GiB", cpu.of(JOBDROP), SDK, cpu.of(SDK), null);
    }

    private static Child.Usage jobdrop(Workbench bench, S3Proxy server, String account)
            throws IOException, InterruptedException {
        return new Jobdrop(bench, "convertly-jobs")
                .vendor("CONVERTLY", account)
                .set("JOBDROP_DROP", "s3")
                .set("JOBDROP_DROP_S3_BUCKET", account)
                .set("JOBDROP_DROP_S3_REGION", S3Proxy.REGION)
                .set("JOBDROP_DROP_S3_ENDPOINT", server.endpoint())
                .set("JOBDROP_DROP_S3_PATH_STYLE", "true")
                .set("JOBDROP_DROP_S3_ACCESS_KEY", S3Proxy.KEY)
                .set("JOBDROP_DROP_S3_SECRET_KEY", S3Proxy.SECRET)
                .set("JOBDROP_DROP_S3_TRUST_STORE", server.pem())
                .runOnce();
    }

    private static Child.Usage rclone(Workbench bench, S3Proxy server, String account)
            throws IOException, InterruptedException {
        Path log = bench.newFolder("rclone-log");
        Map<String, String> remote = new HashMap<>();
        remote.put("RCLONE_CONFIG_STORE_TYPE", "s3");
        remote.put("RCLONE_CONFIG_STORE_PROVIDER", "Other");
        remote.put("RCLONE_CONFIG_STORE_ENDPOINT", server.endpoint());
        remote.put("RCLONE_CONFIG_STORE_REGION", S3Proxy.REGION);
        remote.put("RCLONE_CONFIG_STORE_ACCESS_KEY_ID", S3Proxy.KEY);
        remote.put("RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY", S3Proxy.SECRET);
        remote.put("RCLONE_CA_CERT", server.pem());
        return bench.run(
                log,
                remote,
                bench.peer("rclone-files.sh"),
                bench.vendor().resultUrls(account),
                ParallelFiles.names(log, FILES).toString(),
                "store:" + account,
                "--s3-no-check-bucket",
                "--s3-upload-cutoff=8M",
                "--s3-chunk-size=8M",
                "--s3-upload-concurrency=4");
    }

    private static Child.Usage sdk(Workbench bench, S3Proxy server, String account, long size)
            throws IOException, InterruptedException {
        List<String> command = bench.java(
                        "bench.SdkUpload",
                        "-XX:+UseSerialGC",
                        "-Djavax.net.ssl.trustStore=" + server.keyStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + S3Proxy.PASSWORD)
                .command();
        command.addAll(List.of(server.endpoint(), account, String.valueOf(FILES), String.valueOf(size)));
        command.addAll(List.of(String.valueOf(PART), "8", "4"));
        return bench.run(bench.newFolder("sdk"), Map.of(), command.toArray(String[]::new));
    }
}
