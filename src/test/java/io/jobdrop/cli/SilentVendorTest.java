package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command run --once with a vendor that does not answer well: what it says meanwhile, and when it ends. */
@Tag("slow")
class SilentVendorTest {
    private static final String SILENT =
            "convertly cannot be reached: the answer took longer than jobdrop.api.timeout (200ms)";

    @AutoClose
    private final JobdropHome scene;

    SilentVendorTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        scene.environment.put("JOBDROP_API_TIMEOUT", "200ms");
    }

    @Test
    void the_first_failure_is_told_and_the_run_ends_when_request_after_request_fails() {
        scene.environment.put("JOBDROP_RETRY_BACKOFF", "300ms");
        scene.vendor.on("/api/jobs", Faults.silence());

        List<String> lines = run(1);

        assertThat(scene.vendor.requests("/api/jobs")).hasSize(8);
        assertThat(lines)
                .containsExactly(
                        "convertly-jobs: " + SILENT + "; the request is repeated up to three times",
                        "convertly-jobs poll failed: " + SILENT
                                + ". What earlier pages gave is delivered; the next poll tries again",
                        "convertly-jobs is polled again now, since its poll failed in passing");
        assertThat(scene.out()).contains("convertly-jobs: " + SILENT);
    }

    @Test
    void a_poll_that_failed_in_passing_is_repeated() {
        Answer list = Answer.json("{\"jobs\":[],\"pagination\":{\"limit\":100,\"hasMore\":false}}");
        scene.vendor.on("/api/jobs", Faults.first(4, Faults.status(503), list::send));

        List<String> lines = run(0);

        assertThat(scene.vendor.requests("/api/jobs")).hasSize(5);
        assertThat(lines).contains("convertly-jobs is polled again now, since its poll failed in passing");
    }

    private List<String> run(int code) {
        try (LogLines log = new LogLines(Level.INFO)) {
            assertThat(scene.run("run", "--once")).isEqualTo(code);

            return log.all().stream()
                    .filter(line -> line.startsWith("convertly-jobs"))
                    .toList();
        }
    }
}
