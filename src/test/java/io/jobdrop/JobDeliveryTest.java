package io.jobdrop;

import static io.jobdrop.DeliveryScene.CSV;
import static io.jobdrop.DeliveryScene.completed;
import static io.jobdrop.DeliveryScene.file;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story: one job from the vendor's list to the recorded delivery, and nothing twice. */
class JobDeliveryTest {
    @AutoClose
    private final DeliveryScene scene;

    JobDeliveryTest(@TempDir Path home) throws IOException {
        scene = new DeliveryScene(home);
    }

    @Test
    void a_completed_job_lands_whole_with_its_manifest_and_is_recorded() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17?X-Amz-Signature=s3cret")));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files())
                .containsExactly("convertly-jobs/e-17/manifest.json", "convertly-jobs/e-17/result.csv");
        assertThat(scene.jobdrop.file("convertly-jobs/e-17/result.csv")).isEqualTo(CSV);
        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("e-17").attempts()).isEqualTo(1);
        assertThat(outcome.job("e-17").files()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("result.csv");
            assertThat(file.bytes()).isEqualTo(CSV.length);
            assertThat(file.sha256()).isEqualTo(sha256(CSV));
            assertThat(Path.of(file.location())).hasBinaryContent(CSV);
        });
    }

    @Test
    void the_manifest_tells_what_was_delivered_and_no_secret() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17?X-Amz-Signature=s3cret")));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));

        scene.jobdrop.pollOnce();

        String text = scene.jobdrop.text("convertly-jobs/e-17/manifest.json");
        JsonNode manifest = new ObjectMapper().readTree(text);
        assertThat(text).doesNotContain("s3cret", "secret-key");
        assertThat(manifest.path("feed").asText()).isEqualTo("convertly-jobs");
        assertThat(manifest.path("vendor").asText()).isEqualTo("convertly");
        assertThat(manifest.path("jobId").asText()).isEqualTo("e-17");
        assertThat(manifest.at("/job/job_type").asText()).isEqualTo("convert");
        assertThat(manifest.path("attempts").asInt()).isEqualTo(1);
        assertThat(manifest.path("deliveredAt").asText()).isNotEmpty();
        JsonNode file = manifest.at("/files/0");
        assertThat(file.path("name").asText()).isEqualTo("result.csv");
        assertThat(file.path("path").asText()).isEqualTo("convertly-jobs/e-17/result.csv");
        assertThat(file.path("bytes").asInt()).isEqualTo(CSV.length);
        assertThat(file.path("sha256").asText()).isEqualTo(sha256(CSV));
        assertThat(file.path("contentType").asText()).isEqualTo("text/csv");
        assertThat(file.at("/source/host").asText()).isEqualTo("127.0.0.1");
        assertThat(file.at("/source/path").asText()).isEqualTo("/r/17");
    }

    @Test
    void a_delivered_job_is_not_asked_for_again() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17")));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));
        scene.jobdrop.pollOnce();

        scene.jobdrop.pollOnce();

        assertThat(scene.host.requests()).hasSize(1);
    }

    @Test
    void nothing_is_recorded_before_its_file_is_delivered() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17")));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));
        Path inTheWay = scene.jobdrop.drop().resolve("convertly-jobs");
        Files.createDirectories(scene.jobdrop.drop());
        Files.createFile(inTheWay);

        Outcome refused = scene.jobdrop.pollOnce();

        assertThat(refused.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(refused.job("e-17").error()).contains("cannot write to jobdrop.drop.dir");
        Files.delete(inTheWay);
        scene.makeDue("e-17");
        assertThat(scene.jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.jobdrop.files()).contains("convertly-jobs/e-17/result.csv");
    }

    @Test
    void a_repeat_after_a_crash_finds_its_own_work_and_does_not_publish_again() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17")));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));
        Path published = scene.jobdrop.drop().resolve("convertly-jobs/e-17/result.csv");
        Files.createDirectories(published.getParent());
        Files.write(published, CSV);
        Object before = Files.readAttributes(published, "unix:ino").get("ino");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(Files.readAttributes(published, "unix:ino").get("ino")).isEqualTo(before);
        assertThat(scene.jobdrop.files()).contains("convertly-jobs/e-17/manifest.json");
        assertThat(scene.jobdrop.files()).noneMatch(file -> file.startsWith(".staging"));
    }

    @Test
    void a_file_of_other_content_is_never_replaced() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17")));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));
        Path other = scene.jobdrop.drop().resolve("convertly-jobs/e-17/result.csv");
        Files.createDirectories(other.getParent());
        Files.writeString(other, "somebody else's");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-17").error()).contains("a file of other content already stands at");
        assertThat(other).hasContent("somebody else's");
    }

    @Test
    void all_files_of_a_job_land_and_names_are_told_apart() throws Exception {
        scene.lists(completed(
                "e-17",
                file("out.csv", scene.host.url() + "/r/1"),
                file("OUT.csv", scene.host.url() + "/r/2"),
                file("manifest.json", scene.host.url() + "/r/3")));
        scene.host.on("/r/1", Answer.bytes("text/csv", CSV));
        scene.host.on("/r/2", Answer.bytes("text/csv", CSV).announcing(-1));
        scene.host.on("/r/3", Answer.bytes("text/csv", CSV));

        scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files())
                .containsExactlyInAnyOrder(
                        "convertly-jobs/e-17/out.csv",
                        "convertly-jobs/e-17/OUT-2.csv",
                        "convertly-jobs/e-17/manifest-2.json",
                        "convertly-jobs/e-17/manifest.json");
    }

    @Test
    void a_data_url_carries_its_bytes_itself() throws Exception {
        String data = "data:text/csv;base64," + Base64.getEncoder().encodeToString(CSV);
        scene.lists(completed("e-17", file("result.csv", data)));

        scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.file("convertly-jobs/e-17/result.csv")).isEqualTo(CSV);
        assertThat(scene.jobdrop.text("convertly-jobs/e-17/manifest.json")).doesNotContain(data.substring(30));
    }

    @Test
    void an_own_step_may_change_the_staged_file_and_the_manifest_describes_the_change() throws Exception {
        String yaml = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"))
                        .replace("convertly-jobs", "own-jobs")
                + "        step: class:io.jobdrop.support.AppendingStep\n";
        scene.jobdrop.feed("own-jobs", yaml).set("JOBDROP_FEEDS", "own-jobs");
        scene.lists(completed("e-1", file("r.csv", scene.host.url() + "/r/1")));
        scene.host.on("/r/1", Answer.bytes("text/csv", CSV));

        Outcome outcome = scene.jobdrop.pollOnce();

        byte[] changed = "a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8);
        assertThat(scene.jobdrop.file("own-jobs/e-1/r.csv")).isEqualTo(changed);
        assertThat(outcome.job("e-1").files().get(0).sha256()).isEqualTo(sha256(changed));
        assertThat(scene.jobdrop.text("own-jobs/e-1/manifest.json")).contains(sha256(changed));
    }

    @Test
    void a_signed_url_with_characters_that_need_escaping_is_fetched() throws Exception {
        scene.lists(completed("e-17", file("r.csv", scene.host.url() + "/r/17?name=a b|c&sig=%2Fx%2B%3D")));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));

        scene.jobdrop.pollOnce();

        assertThat(scene.host.requests().get(0).parameters())
                .containsEntry("name", "a b|c")
                .containsEntry("sig", "/x+=");
        assertThat(scene.jobdrop.files()).contains("convertly-jobs/e-17/r.csv");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
