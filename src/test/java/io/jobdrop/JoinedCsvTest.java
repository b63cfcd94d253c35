package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results in parts of CSV that become one file. */
class JoinedCsvTest {
    private static final String JOINED = "{type: cursor, header: X-Locator, parameter: locator, join: csv}";

    @TempDir
    Path home;

    private ResultPartsScene scene;

    @BeforeEach
    void start() throws IOException {
        scene = new ResultPartsScene(home);
        scene.parts(JOINED);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void the_parts_become_one_file_with_one_header_line() throws Exception {
        scene.locators("a,b\n1,2\n", "a,b\n3,4", "a,b\n5,6\n");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.files()).containsExactly("j1.csv");
        assertThat(scene.text("j1.csv")).isEqualTo("a,b\n1,2\n3,4\n5,6\n");
        assertThat(outcome.job("j1").files().get(0).bytes()).isEqualTo(16);
        assertThat(scene.text("manifest.json")).contains("\"bytes\" : 16");
    }

    @Test
    void parts_of_other_header_lines_hold_the_job() throws Exception {
        scene.locators("a,b\n1,2\n", "b,a\n3,4\n");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j1")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("j1").error())
                .isEqualTo("part 2 of the CSV has another header line than the first one; nothing was delivered."
                        + " If it is meant, leave out download.parts.join");
        assertThat(scene.files()).isEmpty();
    }

    @Test
    void partitions_are_joined_too_and_more_than_the_size_limit_is_refused() throws Exception {
        scene.parts("{list: $.parts, parameter: partition, join: csv}");
        scene.job(",\"parts\":[1,2]");
        scene.vendor.on(
                ResultPartsScene.RESULT,
                request -> ResultPartsScene.csv("a\n" + "x".repeat(100) + request.number("partition") + "\n"));
        scene.jobdrop.set("JOBDROP_DOWNLOAD_MAX_SIZE", "150B");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("j1").error()).contains("larger than jobdrop.download.max-size (150 bytes)");
        assertThat(scene.files()).isEmpty();
    }

    @Test
    void an_own_step_has_the_joined_file() throws Exception {
        scene.feed("download: {path: '/jobs/{jobId}/results', parts: " + JOINED + "}\nstep: direct:mark");
        scene.jobdrop.feed("mark", """
                - route:
                    id: mark
                    from:
                      uri: direct:mark
                      steps:
                        - setHeader: {name: CamelFileName, simple: "marked.csv"}
                """);
        scene.locators("a\n1\n", "a\n2\n");

        scene.jobdrop.pollOnce();

        assertThat(scene.text("marked.csv")).isEqualTo("a\n1\n2\n");
    }
}
