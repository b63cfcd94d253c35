package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A home whose feed has one completed job, and the command line that works on it. */
final class JobdropHome implements AutoCloseable {
    static final String BULK_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    final Path home;
    final FakeVendor vendor = new FakeVendor();
    final Map<String, String> environment = new HashMap<>();
    private String out = "";
    private String err = "";

    JobdropHome(Path home) throws IOException {
        this.home = home;
        System.setProperty("jobdrop.install", "");
        environment.put("CONVERTLY_URL", vendor.url());
        environment.put("CONVERTLY_TOKEN", "secret-key");
        environment.put("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        environment.put("JOBDROP_RETRY_BACKOFF", "1ms");
        environment.put("JOBDROP_RETRY_ATTEMPTS", "2");
        vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        lists("completed", vendor.url() + "/r/1?sig=s3cret");
    }

    /** Lets the vendor show its job with another status, and a URL or null. */
    void lists(String status, String url) {
        String results = url == null ? "null" : "[{\"filename\":\"r.csv\",\"url\":\"" + url + "\"}]";
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-1\",\"job_type\":\"convert\",\"status\":\"" + status
                        + "\",\"results\":" + results + "}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
    }

    int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--home")) {
            all.addAll(List.of("--home", home.toString()));
        }
        return runBare(all.toArray(new String[0]));
    }

    /** Runs a command that has no home. */
    int runBare(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        int code = Jobdrop.execute(
                arguments, new PrintStream(printed, true), new PrintStream(complained, true), environment);
        out = printed.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
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

    /** What was printed last must hold no secret and no stack trace. */
    @Override
    public void close() {
        vendor.close();
        System.clearProperty("jobdrop.install");
        assertThat(out + err).doesNotContain("secret-key", "s3cret", "\tat ");
    }
}
