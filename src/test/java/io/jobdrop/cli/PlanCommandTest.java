package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan says beforehand of jobs that a run would not deliver. The run must agree. */
@Tag("slow")
class PlanCommandTest {
    @AutoClose
    private final JobdropHome scene;

    PlanCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        // A name that nobody resolves fails until the attempts are spent.
        scene.environment.put("JOBDROP_RETRY_MAX_BACKOFF", "10ms");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "https://10.0.0.1/r.csv, held, has the private address 10.0.0.1",
                "https://169.254.169.254/latest/meta-data, held, has the link-local address",
                "https://0x7f000001/r.csv, held, has the loopback address",
                "https://[::1]/r.csv, held, has the loopback address",
                "https://user:pw@files.example/r.csv, held, is no https URL of a host",
                "ftp://files.example/r.csv, held, is no https URL of a host",
                "http://files.example/r.csv, held, is plain http; nothing was requested",
                "https://, held, is no https URL of a host",
                "https://none.invalid/r.csv, gave-up, the result host none.invalid cannot be reached",
                "`data:text/plain;base64,%%%`, held, a data: URL cannot be decoded"
            })
    void a_url_that_a_run_refuses_is_told_with_the_runs_reason(String url, String state, String reason) {
        scene.lists("completed", url);

        assertThat(scene.run("plan")).isEqualTo(1);
        assertThat(scene.out()).contains("0 files would be delivered", "1 jobs would not be delivered", state, reason);

        assertThat(scene.run("run", "--once")).isEqualTo(1);
        assertThat(scene.out()).contains(state, reason);
    }

    @Test
    void a_result_that_is_too_large_by_the_vendors_word_is_told() {
        scene.vendor.on(
                "/api/jobs", jobs(job("e-1", "{\"filename\":\"r.csv\",\"size\":2000,\"url\":\"" + url() + "\"}")));
        scene.environment.put("JOBDROP_DOWNLOAD_MAX_SIZE", "1KB");

        assertThat(scene.run("plan")).isEqualTo(1);
        assertThat(scene.out()).contains("gave-up", "a result is larger than jobdrop.download.max-size (1024 bytes)");
        assertThat(scene.run("run", "--once")).isEqualTo(1);
        assertThat(scene.vendor.requests("/r/1")).isEmpty();
    }

    @Test
    void an_unknown_status_and_a_missing_result_are_told_beside_what_would_be_delivered() {
        scene.vendor.on(
                "/api/jobs",
                jobs(
                        job("e-1", file("r.csv")),
                        job("e-2", "{\"filename\":\"r.csv\"}"),
                        job("e-3", file("r.csv")).replace("\"completed\"", "\"archived\"")));

        assertThat(scene.run("plan")).isEqualTo(1);

        assertThat(scene.out())
                .containsPattern("e-1 +\\? +convertly-jobs/e-1/r.csv\n.*e-1 +convertly-jobs/e-1/manifest.json")
                .contains("1 files would be delivered", "2 jobs would not be delivered")
                .containsPattern("e-2 +held +completed, but 1 of its results at .* have no URL")
                .containsPattern("e-3 +held +unknown status 'archived'");
    }

    @Test
    void names_that_collide_are_told() throws Exception {
        scene.environment.put("JOBDROP_DROP_NAME", "${jobId}${fileName}");
        scene.vendor.on("/api/jobs", jobs(job("e", file("12.csv")), job("e1", file("2.csv"))));

        assertThat(scene.run("plan")).isEqualTo(1);
        assertThat(scene.out()).contains("1 files would be delivered", "has a file of the same name, e12.csv");

        Files.createDirectories(scene.home.resolve("drop"));
        Files.writeString(scene.home.resolve("drop/e12.csv"), "mine");
        assertThat(scene.run("plan")).isEqualTo(1);
        assertThat(scene.out()).contains("0 files would be delivered", "which no job of the ledger delivered");
    }

    @Test
    void two_results_of_one_name_are_held_before_either_is_lost() {
        scene.environment.put("JOBDROP_DROP_NAME", "${jobId}/${index}${fileName}");
        List<String> files = java.util.stream.IntStream.rangeClosed(1, 11)
                .mapToObj(i -> file(i == 1 ? "1a" : i == 11 ? "a" : "x" + i))
                .toList();
        scene.vendor.on("/api/jobs", jobs(job("e-1", String.join(",", files))));

        assertThat(scene.run("plan")).isEqualTo(1);
        assertThat(scene.out()).contains("result 11 and result 1 have one name by jobdrop.drop.name, e-1/11a");
        assertThat(scene.run("run", "--once")).isEqualTo(1);
        assertThat(scene.out()).contains("result 11 and result 1 have one name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JOBDROP_NOTIFY_URI", "CONVERTLY_JOBS_NOTIFY_URI"})
    void nobody_is_notified_of_a_plan(String setting) {
        scene.environment.put(setting, scene.vendor.url() + "/hook");

        assertThat(scene.run("plan")).isZero();

        assertThat(scene.out()).contains("1 files would be delivered");
        assertThat(scene.vendor.requests("/hook")).isEmpty();
    }

    @Test
    void what_was_given_up_before_is_told_and_what_was_delivered_is_not() {
        assertThat(scene.run("run", "--once")).isZero();

        assertThat(scene.run("plan")).isZero();

        assertThat(scene.out()).contains("0 files would be delivered").doesNotContain("would not be delivered");
    }

    private String url() {
        return scene.vendor.url() + "/r/1";
    }

    private String file(String name) {
        return "{\"filename\":\"" + name + "\",\"url\":\"" + url() + "\"}";
    }

    private static String job(String id, String files) {
        return "{\"id\":\"" + id + "\",\"job_type\":\"convert\",\"status\":\"completed\",\"results\":[" + files + "]}";
    }

    private static Answer jobs(String... jobs) {
        return Answer.json(
                "{\"jobs\":[" + String.join(",", jobs) + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}");
    }
}
