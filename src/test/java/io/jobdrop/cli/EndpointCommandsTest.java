package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of a feed that delivers to an endpoint: its place, never its options. */
@Tag("slow")
class EndpointCommandsTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private FakeVendor vendor;
    private String out = "";

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        System.setProperty("jobdrop.install", "");
        environment.put("CONVERTLY_URL", vendor.url());
        environment.put("CONVERTLY_TOKEN", "secret-key");
        environment.put("CONVERTLY_JOBS_DROP", "endpoint");
        environment.put("CONVERTLY_JOBS_DROP_URI", "file:" + home.resolve("out") + "?doneFileName=${file:name}.s3cret");
        environment.put("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-1\",\"status\":\"completed\",\"results\":[{\"filename\":\"r.csv\","
                        + "\"url\":\"" + vendor.url()
                        + "/r/1\"}]}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
    }

    @AfterEach
    void stop() {
        vendor.close();
        System.clearProperty("jobdrop.install");
    }

    @Test
    void check_and_plan_and_run_name_the_place() {
        String place = "file:" + home.resolve("out");

        assertThat(run("check")).isZero();
        assertThat(out).contains(", to " + place + "\n");

        assertThat(run("plan")).isZero();
        assertThat(out).contains("convertly-jobs/e-1/r.csv", "1 files would be delivered to " + place + "\n");
        assertThat(home.resolve("out")).doesNotExist();

        assertThat(run("run", "--once")).isZero();
        assertThat(out).contains("Files and manifests are in " + place + "\n");
        assertThat(home.resolve("out/convertly-jobs/e-1/r.csv")).hasContent("a");
        assertThat(home.resolve("out/convertly-jobs/e-1/manifest.json")).exists();

        assertThat(run("jobs", "--json")).isZero();
        assertThat(out).contains("\"location\" : \"" + place + "/convertly-jobs/e-1/r.csv\"");
    }

    @Test
    void audit_counts_what_it_cannot_read_back() {
        run("run", "--once");

        assertThat(run("audit")).isZero();

        assertThat(out)
                .contains(
                        "1 delivered jobs, 0 files, 0 bytes: all as delivered",
                        "1 more files were handed over to endpoints, where they cannot be read back;"
                                + " jobdrop jobs --json has their sha256");
    }

    private int run(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String[] all = java.util.stream.Stream.concat(
                        java.util.Arrays.stream(arguments), java.util.stream.Stream.of("--home", home.toString()))
                .toArray(String[]::new);
        int code = Jobdrop.execute(all, new PrintStream(printed, true), new PrintStream(printed, true), environment);
        out = printed.toString(StandardCharsets.UTF_8);
        assertThat(out).doesNotContain("secret-key", "s3cret", "\tat ");
        return code;
    }
}
