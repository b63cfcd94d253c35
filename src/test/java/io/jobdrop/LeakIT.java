package io.jobdrop;

import static io.jobdrop.support.Faults.answer;
import static io.jobdrop.support.Faults.file;
import static io.jobdrop.support.Faults.first;
import static io.jobdrop.support.Faults.raw;
import static io.jobdrop.support.Faults.reset;
import static io.jobdrop.support.Faults.status;
import static io.jobdrop.support.Faults.withoutCredentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that the product writes during a run full of faults, searched for the key and for signatures. */
class LeakIT {
    private static final String TOKEN = "k3y-Zq81xW";
    private static final String SIGNATURE = "s1g-Vb72yT";
    private static final String BODY = "a,b\n1,2\n".repeat(20_000);

    @TempDir
    Path folder;

    @Test
    void no_key_and_no_signature_is_written_anywhere() throws Exception {
        Path home = folder.resolve("home");
        Path printed = Files.createFile(folder.resolve("printed"));
        try (FakeVendor vendor = new FakeVendor();
                FakeVendor host = new FakeVendor()) {
            vendor.on("/api/jobs", list(vendor, host));
            serveFaults(host);
            Distribution jobdrop = new Distribution(home)
                    .printingTo(printed)
                    .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1")
                    .set("CONVERTLY_URL", vendor.url())
                    .set("CONVERTLY_TOKEN", "{{env:MY_KEY}}")
                    .set("MY_KEY", TOKEN)
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", host.host())
                    .set("JOBDROP_RETRY_BACKOFF", "1ms")
                    .set("JOBDROP_RETRY_MAX_BACKOFF", "10ms")
                    .set("JOBDROP_RETRY_ATTEMPTS", "2")
                    .set("JOBDROP_LOG_LEVEL", "trace");

            assertThat(jobdrop.run("check")).isZero();
            assertThat(jobdrop.run("plan")).isEqualTo(1);
            assertThat(jobdrop.run("run", "--once")).isEqualTo(1);
            assertThat(jobdrop.run("run", "--help")).isZero();
            assertThat(jobdrop.run("retry", "--failed")).isZero();
            List<String> said = whileServing(jobdrop);
            assertThat(jobdrop.run("jobs", "--json")).isZero();
            assertThat(jobdrop.run("audit")).isZero();

            assertThat(home.resolve("drop/convertly-jobs/good/r.csv")).hasContent(BODY);
            String log = Files.readString(printed);
            assertThat(log).contains("DEBUG", "org.apache.camel", "gave-up", "held");
            said.add(log);
            said.addAll(written(home));
            assertThat(said.stream()
                            .filter(text -> text.contains(TOKEN) || text.contains(SIGNATURE))
                            .map(LeakIT::around))
                    .isEmpty();
            assertThat(host.requests())
                    .noneMatch(request -> request.headers().toString().contains(TOKEN));
        }
    }

    @Test
    void no_credential_of_a_bucket_is_written_anywhere() throws Exception {
        Path home = folder.resolve("home");
        Path printed = Files.createFile(folder.resolve("printed"));
        S3Server store = S3Server.s3proxy();
        String bucket = store.newBucket();
        try (FakeVendor vendor = new FakeVendor()) {
            String jobs = job("large", "completed", vendor.url() + "/large?sig=" + SIGNATURE, "");
            vendor.on("/api/jobs", Faults.json("{\"jobs\":[" + jobs + "],\"pagination\":{\"hasMore\":false}}"));
            vendor.on("/large", file(new byte[6 << 20]));
            Distribution jobdrop = new Distribution(home)
                    .printingTo(printed)
                    .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1")
                    .set("CONVERTLY_URL", vendor.url())
                    .set("CONVERTLY_TOKEN", TOKEN)
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                    .set("JOBDROP_DROP", "s3")
                    .set("JOBDROP_DROP_S3_BUCKET", bucket)
                    .set("JOBDROP_DROP_S3_ENDPOINT", store.endpoint().toString())
                    .set("JOBDROP_DROP_S3_PATH_STYLE", "true")
                    .set("JOBDROP_DROP_S3_PART_SIZE", "5MB")
                    .set("JOBDROP_DROP_S3_ACCESS_KEY", S3Server.ACCESS_KEY)
                    .set("JOBDROP_DROP_S3_SECRET_KEY", S3Server.SECRET_KEY)
                    .set("JOBDROP_DROP_S3_SESSION_TOKEN", TOKEN)
                    .set("JOBDROP_LOG_LEVEL", "trace");

            assertThat(jobdrop.run("check", "--connect")).isZero();
            assertThat(jobdrop.run("run", "--once")).isZero();
            assertThat(jobdrop.run("audit")).isZero();

            assertThat(store.keys(bucket)).hasSize(2);
            List<String> said = written(home);
            said.add(Files.readString(printed));
            said.add(new String(store.bytes(bucket, "convertly-jobs/large/manifest.json"), StandardCharsets.UTF_8));
            assertThat(said)
                    .noneMatch(text -> text.contains(TOKEN)
                            || text.contains(SIGNATURE)
                            || text.contains(S3Server.SECRET_KEY)
                            || text.contains("X-Amz-Signature"));
        }
    }

    private static Faults.File good() {
        return file(BODY.getBytes(StandardCharsets.UTF_8));
    }

    private static void serveFaults(FakeVendor host) {
        host.on("/good", withoutCredentials(first(1, good().resetAt(70_000), first(1, status(403), good()))));
        host.on("/broken", answer(500, "failed for https://host/x?sig=" + SIGNATURE));
        host.on("/refused", answer(403, "<Code>AccessDenied</Code> sig=" + SIGNATURE));
        host.on("/reset", reset());
        host.on("/noise", raw("sig=" + SIGNATURE + "\r\n\r\n"));
        host.on("/away", Faults.redirect(302, "https://127.0.0.3/x?sig=" + SIGNATURE));
        host.on("/odd", Faults.redirect(302, "ht tp://[?sig=" + SIGNATURE));
    }

    // The vendor, too, repeats the key and signatures where people read them.
    private static FakeVendor.Reply list(FakeVendor vendor, FakeVendor host) {
        List<String> jobs = new ArrayList<>();
        for (String name : List.of("good", "broken", "refused", "reset", "noise", "away", "odd")) {
            jobs.add(job(name, "completed", host.url() + "/" + name + "?sig=" + SIGNATURE, ""));
        }
        jobs.add(job("local", "completed", "https://127.0.0.1:1/x?sig=" + SIGNATURE, ""));
        jobs.add(job("user", "completed", "https://u:" + SIGNATURE + "@example.com/x", ""));
        jobs.add(job("failed", "failed", "", "no access with " + TOKEN + " to https://h/x?sig=" + SIGNATURE));
        jobs.add(job("strange", "https://h/x?sig=" + SIGNATURE, "", ""));
        String page = "{\"jobs\":[" + String.join(",", jobs) + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}";
        return first(
                2,
                answer(500, "{\"error\":\"key " + TOKEN + " of " + vendor.url() + "?sig=" + SIGNATURE + "\"}"),
                Faults.json(page));
    }

    private static String job(String id, String status, String url, String error) {
        return "{\"id\":\"" + id + "\",\"status\":\"" + status + "\",\"error_message\":\"" + error
                + "\",\"results\":[{\"filename\":\"r.csv\",\"url\":\"" + url + "\"}]}";
    }

    private static List<String> whileServing(Distribution jobdrop) throws Exception {
        Process service = jobdrop.start("run");
        List<String> said = new ArrayList<>();
        try {
            String health = "";
            for (int i = 0; i < 600 && !health.contains("given up"); i++) {
                assertThat(service.waitFor(100, java.util.concurrent.TimeUnit.MILLISECONDS))
                        .as("it ended")
                        .isFalse();
                health = orNothing(jobdrop, "/observe/health");
            }
            said.add(health);
            said.add(orNothing(jobdrop, "/observe/metrics"));
            said.add(service.toHandle().info().toString());
            said.add(threads(service.pid()));
            assertThat(said).noneMatch(String::isBlank);
            return said;
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static String orNothing(Distribution jobdrop, String path) throws InterruptedException {
        try {
            return jobdrop.get(path);
        } catch (IOException e) {
            return "";
        }
    }

    private static String threads(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process dump = new ProcessBuilder(jcmd, Long.toString(pid), "Thread.print").start();
        return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static List<String> written(Path home) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(file + "\n" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    private static String around(String text) {
        int at = Math.max(text.indexOf(TOKEN), text.indexOf(SIGNATURE));
        return text.substring(Math.max(0, at - 500), Math.min(text.length(), at + 50));
    }
}
