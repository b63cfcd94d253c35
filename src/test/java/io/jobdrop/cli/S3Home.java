package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A home whose feed delivers into a bucket of its own, and the command line that works on it. */
final class S3Home implements AutoCloseable {
    static final String FILE = "in/convertly-jobs/e-1/r.csv";
    static final String MANIFEST = "in/convertly-jobs/e-1/manifest.json";

    final S3Server server = S3Server.s3proxy();
    final String bucket = server.newBucket();
    final S3Faults store = new S3Faults(server.endpoint());
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final FakeVendor vendor = new FakeVendor();
    private String out = "";
    private String err = "";

    S3Home(Path home) throws IOException {
        this.home = home;
        environment.putAll(Map.of(
                "CONVERTLY_URL", vendor.url(),
                "CONVERTLY_TOKEN", "vendor-key",
                "JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host(),
                "JOBDROP_DOWNLOAD_PARALLEL", "2",
                "JOBDROP_DROP", "s3"));
        set("BUCKET", bucket);
        set("PREFIX", "in/");
        set("ENDPOINT", store.endpoint().toString());
        set("PATH_STYLE", "true");
        set("ACCESS_KEY", S3Server.ACCESS_KEY);
        set("SECRET_KEY", S3Server.SECRET_KEY);
        System.setProperty("jobdrop.install", "");
    }

    void set(String name, String value) {
        environment.put("JOBDROP_DROP_S3_" + name, value);
    }

    int run(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", home.toString()));
        int code = Jobdrop.execute(
                all.toArray(new String[0]),
                new PrintStream(printed, true),
                new PrintStream(complained, true),
                environment);
        out = printed.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        assertThat(out + err)
                .doesNotContain("vendor-key", S3Server.ACCESS_KEY, environment.get("JOBDROP_DROP_S3_SECRET_KEY"))
                .doesNotContain("\tat ");
        return code;
    }

    /** What the last command printed. */
    String out() {
        return out;
    }

    /** What the last command complained about. */
    String err() {
        return err;
    }

    /** Delivers a job with one file of two bytes. */
    void deliver() {
        vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        vendor.on("/api/jobs", Answer.json("""
                {"jobs":[{"id":"e-1","job_type":"convert","status":"completed",
                "results":[{"filename":"r.csv","url":"%s/r/1"}]}],"pagination":{"limit":100,"hasMore":false}}
                """.formatted(vendor.url())));
        assertThat(run("run", "--once")).isZero();
        assertThat(out).contains("Files and manifests are in s3://" + bucket + "/in");
        assertThat(server.keys(bucket)).containsExactlyInAnyOrder(FILE, MANIFEST);
    }

    @Override
    public void close() throws IOException {
        System.clearProperty("jobdrop.install");
        vendor.close();
        store.close();
    }
}
