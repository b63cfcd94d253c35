package io.jobdrop;

import static io.jobdrop.DeliveryScene.CSV;
import static io.jobdrop.EndpointScene.BELOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.SftpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's way to an SFTP server and to other endpoints, through the real routes, and what happens when they fail. */
@Tag("slow")
class EndpointDropTest {
    @AutoClose
    private final EndpointScene scene;

    EndpointDropTest(@TempDir Path folder) throws IOException {
        scene = new EndpointScene(folder);
    }

    @Test
    void the_files_land_whole_under_their_names_and_the_manifest_after_them() throws Exception {
        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.server.files()).containsExactly(BELOW + "a.csv", BELOW + "large.bin", BELOW + "manifest.json");
        assertThat(scene.server.path(BELOW + "a.csv")).hasBinaryContent(CSV);
        assertThat(scene.server.path(BELOW + "large.bin")).hasBinaryContent(scene.large());
        assertThat(scene.server.steps())
                .containsExactly(
                        "open /" + BELOW + ".part-a.csv",
                        "rename /" + BELOW + ".part-a.csv /" + BELOW + "a.csv",
                        "open /" + BELOW + ".part-large.bin",
                        "rename /" + BELOW + ".part-large.bin /" + BELOW + "large.bin",
                        "open /" + BELOW + ".part-manifest.json",
                        "rename /" + BELOW + ".part-manifest.json /" + BELOW + "manifest.json");
        assertThat(scene.jobdrop.files()).isEmpty();
    }

    @Test
    void ledger_and_manifest_say_what_was_handed_over_and_where() throws Exception {
        LedgerEntry job = scene.jobdrop.pollOnce().job("e-17");

        String place = "sftp://127.0.0.1:" + scene.server.port() + "/" + BELOW;
        assertThat(job.files())
                .extracting(file -> file.name() + " " + file.bytes() + " " + file.location())
                .containsExactly("a.csv 8 " + place + "a.csv", "large.bin 3000000 " + place + "large.bin");
        assertThat(job.manifest()).isEqualTo(place + "manifest.json");
        JsonNode manifest = new ObjectMapper()
                .readTree(scene.server.path(BELOW + "manifest.json").toFile());
        assertThat(manifest.path("jobId").asText()).isEqualTo("e-17");
        assertThat(manifest.at("/files/1/sha256").asText())
                .isEqualTo(job.files().get(1).sha256());
    }

    @Test
    void a_repeat_hands_over_the_same_names_again_and_replaces_each_in_one_step() throws Exception {
        scene.server.refuses(".part-manifest.json");
        assertThat(scene.jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(scene.server.files()).contains(BELOW + "large.bin").doesNotContain(BELOW + "manifest.json");
        int before = scene.server.steps().size();
        scene.server.isWellAgain();
        scene.makeDue();

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.server.files()).containsExactly(BELOW + "a.csv", BELOW + "large.bin", BELOW + "manifest.json");
        assertThat(scene.server.path(BELOW + "large.bin")).hasBinaryContent(scene.large());
        assertThat(scene.server.steps().subList(before, scene.server.steps().size()))
                .contains("rename /" + BELOW + ".part-a.csv /" + BELOW + "a.csv")
                .noneMatch(step -> step.startsWith("remove"));
    }

    @Test
    void a_server_without_atomic_replacement_has_the_old_file_until_the_new_one_is_whole() throws Exception {
        scene.jobdrop.set(
                "CONVERTLY_JOBS_DROP_URI",
                scene.uri(SftpServer.PASSWORD).replace("TryRename", "Override&eagerDeleteTargetFile=false"));
        scene.lists(scene.file("a.csv", "/r/1"));
        Files.createDirectories(scene.server.path(BELOW));
        Files.writeString(scene.server.path(BELOW + "a.csv"), "older");

        assertThat(scene.jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.server.path(BELOW + "a.csv")).hasBinaryContent(CSV);
        assertThat(scene.server.steps())
                .startsWith(
                        "open /" + BELOW + ".part-a.csv",
                        "remove /" + BELOW + "a.csv",
                        "rename /" + BELOW + ".part-a.csv /" + BELOW + "a.csv");
    }

    @Test
    void a_connection_that_is_lost_leaves_no_half_file_and_the_next_attempt_delivers() throws Exception {
        scene.server.cutsAConnection();

        try (LogLines log = new LogLines(Level.WARN)) {
            Outcome outcome = scene.jobdrop.pollOnce();

            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("convertly-jobs"))
                    .singleElement()
                    .asString()
                    .startsWith("convertly-jobs job e-17: convertly-jobs/e-17/large.bin could not be handed over to"
                            + " sftp://127.0.0.1:" + scene.server.port()
                            + "/in (convertly-jobs.drop.uri): Cannot store file:"
                            + " in/convertly-jobs/e-17/.part-large.bin: ")
                    .endsWith(
                            "; the next attempt hands over all files of the job, under the same names. It is due now");
            assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
            assertThat(outcome.job("e-17").attempts()).isEqualTo(2);
        }
        assertThat(scene.server.steps())
                .filteredOn(step -> step.contains("large.bin"))
                .containsExactly(
                        "open /" + BELOW + ".part-large.bin",
                        "open /" + BELOW + ".part-large.bin",
                        "rename /" + BELOW + ".part-large.bin /" + BELOW + "large.bin");
        assertThat(scene.server.path(BELOW + "large.bin")).hasBinaryContent(scene.large());
        assertThat(scene.server.files()).containsExactly(BELOW + "a.csv", BELOW + "large.bin", BELOW + "manifest.json");
        assertThat(scene.host.requests("/r/2")).as("downloads").hasSize(1);
    }

    @Test
    void a_full_disk_of_the_server_is_tried_again_later() throws Exception {
        scene.server.hasRoomFor(1_000_000);

        Outcome full = scene.jobdrop.pollOnce();

        assertThat(full.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(full.job("e-17").error()).contains("Cannot store file: in/convertly-jobs/e-17/.part-large.bin");
        assertThat(scene.server.files()).doesNotContain(BELOW + "large.bin", BELOW + "manifest.json");

        scene.server.isWellAgain();
        scene.makeDue();
        assertThat(scene.jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.server.path(BELOW + "large.bin")).hasBinaryContent(scene.large());
    }

    @Test
    void a_server_with_another_key_is_refused_before_the_password_is_sent() throws Exception {
        try (SftpServer other = new SftpServer(scene.folder.resolve("other"))) {
            String line = other.knownHost().replace("]:" + other.port(), "]:" + scene.server.port());
            Files.writeString(scene.knownHosts, line);

            Outcome outcome = scene.jobdrop.pollOnce();

            assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
            assertThat(outcome.job("e-17").error())
                    .contains("Cannot connect to sftp://127.0.0.1:" + scene.server.port(), "HostKey has been changed");
            assertThat(scene.server.steps()).isEmpty();
        }
    }

    @Test
    void a_refused_login_is_told_and_its_password_is_written_nowhere() throws Exception {
        scene.jobdrop.set("CONVERTLY_JOBS_DROP_URI", scene.uri("wr0ng+%&Vb72yT"));

        try (LogLines log = new LogLines(Level.DEBUG)) {
            Outcome outcome = scene.jobdrop.pollOnce();

            assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
            assertThat(outcome.job("e-17").error()).contains("Auth fail");
            assertThat(log.all()).anyMatch(line -> line.contains("could not be handed over"));
            assertThat(log.all()).noneMatch(line -> line.contains("Vb72yT"));
        }
        assertThat(scene.written()).noneMatch(text -> text.contains("Vb72yT"));
    }

    @Test
    void the_password_of_a_delivery_is_written_nowhere() throws Exception {
        try (LogLines log = new LogLines(Level.DEBUG)) {
            assertThat(scene.jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);

            assertThat(log.all()).anyMatch(line -> line.startsWith("convertly-jobs job e-17 delivered to sftp://"));
            assertThat(log.all()).noneMatch(line -> line.contains("Zq81"));
        }
        assertThat(scene.written()).noneMatch(text -> text.contains("Zq81"));
    }

    @Test
    void another_endpoint_gets_the_headers_and_no_manifest_where_none_is_wanted() throws Exception {
        scene.jobdrop
                .set(
                        "CONVERTLY_JOBS_DROP_URI",
                        "file:" + scene.folder.resolve("other")
                                + "?fileName=${header.JobdropFeed}-${header.JobdropJobId}-${header.JobdropBytes}"
                                + "-${header.JobdropManifest}-${header.ObjectName}")
                .set("CONVERTLY_JOBS_DROP_NAME_HEADER", "ObjectName")
                .set("CONVERTLY_JOBS_DROP_SEND_MANIFEST", "false");
        scene.lists(scene.file("a.csv", "/r/1"));

        LedgerEntry job = scene.jobdrop.pollOnce().job("e-17");

        assertThat(scene.folder.resolve("other/convertly-jobs-e-17-8-false-convertly-jobs/e-17/a.csv"))
                .hasBinaryContent(CSV);
        assertThat(job.state()).isEqualTo(JobState.DELIVERED);
        assertThat(job.manifest()).isNull();
        assertThat(job.files().get(0).location())
                .isEqualTo("file:" + scene.folder.resolve("other") + "/convertly-jobs/e-17/a.csv");
    }
}
