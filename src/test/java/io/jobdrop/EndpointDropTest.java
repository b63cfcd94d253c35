package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.SftpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's way to an SFTP server and to other endpoints, through the real routes, and what happens when they fail. */
@Tag("slow")
class EndpointDropTest {
    private static final byte[] CSV = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LARGE = new byte[3_000_000];
    private static final String BELOW = "in/convertly-jobs/e-17/";

    @TempDir
    Path folder;

    private FakeVendor vendor;
    private SftpServer server;
    private Path knownHosts;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(LARGE);
        vendor = new FakeVendor();
        vendor.on("/r/1", Answer.bytes("text/csv", CSV));
        vendor.on("/r/2", Answer.bytes("application/octet-stream", LARGE));
        server = new SftpServer(folder.resolve("remote"));
        knownHosts = Files.writeString(folder.resolve("known_hosts"), server.knownHost());
        jobdrop = new Installation(folder.resolve("home"))
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("CONVERTLY_JOBS_DROP", "endpoint")
                .set("CONVERTLY_JOBS_DROP_URI", uri(SftpServer.PASSWORD));
        lists(file("a.csv", "/r/1"), file("large.bin", "/r/2"));
    }

    @AfterEach
    void stop() throws IOException {
        vendor.close();
        server.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    @Test
    void the_files_land_whole_under_their_names_and_the_manifest_after_them() throws Exception {
        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(server.files()).containsExactly(BELOW + "a.csv", BELOW + "large.bin", BELOW + "manifest.json");
        assertThat(server.path(BELOW + "a.csv")).hasBinaryContent(CSV);
        assertThat(server.path(BELOW + "large.bin")).hasBinaryContent(LARGE);
        assertThat(server.steps())
                .containsExactly(
                        "open /" + BELOW + ".part-a.csv",
                        "rename /" + BELOW + ".part-a.csv /" + BELOW + "a.csv",
                        "open /" + BELOW + ".part-large.bin",
                        "rename /" + BELOW + ".part-large.bin /" + BELOW + "large.bin",
                        "open /" + BELOW + ".part-manifest.json",
                        "rename /" + BELOW + ".part-manifest.json /" + BELOW + "manifest.json");
        assertThat(jobdrop.files()).isEmpty();
    }

    @Test
    void ledger_and_manifest_say_what_was_handed_over_and_where() throws Exception {
        LedgerEntry job = jobdrop.pollOnce().job("e-17");

        String place = "sftp://127.0.0.1:" + server.port() + "/" + BELOW;
        assertThat(job.files())
                .extracting(file -> file.name() + " " + file.bytes() + " " + file.location())
                .containsExactly("a.csv 8 " + place + "a.csv", "large.bin 3000000 " + place + "large.bin");
        assertThat(job.manifest()).isEqualTo(place + "manifest.json");
        JsonNode manifest =
                new ObjectMapper().readTree(server.path(BELOW + "manifest.json").toFile());
        assertThat(manifest.path("jobId").asText()).isEqualTo("e-17");
        assertThat(manifest.at("/files/1/sha256").asText())
                .isEqualTo(job.files().get(1).sha256());
    }

    @Test
    void a_repeat_hands_over_the_same_names_again_and_replaces_each_in_one_step() throws Exception {
        server.refuses(".part-manifest.json");
        assertThat(jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(server.files()).contains(BELOW + "large.bin").doesNotContain(BELOW + "manifest.json");
        int before = server.steps().size();
        server.isWellAgain();
        makeDue();

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(server.files()).containsExactly(BELOW + "a.csv", BELOW + "large.bin", BELOW + "manifest.json");
        assertThat(server.path(BELOW + "large.bin")).hasBinaryContent(LARGE);
        assertThat(server.steps().subList(before, server.steps().size()))
                .contains("rename /" + BELOW + ".part-a.csv /" + BELOW + "a.csv")
                .noneMatch(step -> step.startsWith("remove"));
    }

    @Test
    void a_server_without_atomic_replacement_has_the_old_file_until_the_new_one_is_whole() throws Exception {
        jobdrop.set(
                "CONVERTLY_JOBS_DROP_URI",
                uri(SftpServer.PASSWORD).replace("TryRename", "Override&eagerDeleteTargetFile=false"));
        lists(file("a.csv", "/r/1"));
        Files.createDirectories(server.path(BELOW));
        Files.writeString(server.path(BELOW + "a.csv"), "older");

        assertThat(jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);

        assertThat(server.path(BELOW + "a.csv")).hasBinaryContent(CSV);
        assertThat(server.steps())
                .startsWith(
                        "open /" + BELOW + ".part-a.csv",
                        "remove /" + BELOW + "a.csv",
                        "rename /" + BELOW + ".part-a.csv /" + BELOW + "a.csv");
    }

    @Test
    void a_connection_that_is_lost_leaves_no_half_file_and_the_next_attempt_delivers() throws Exception {
        server.cutsAConnection();

        try (LogLines log = new LogLines(Level.WARN)) {
            Outcome outcome = jobdrop.pollOnce();

            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("convertly-jobs"))
                    .singleElement()
                    .asString()
                    .startsWith("convertly-jobs job e-17: convertly-jobs/e-17/large.bin could not be handed over to"
                            + " sftp://127.0.0.1:" + server.port() + "/in (convertly-jobs.drop.uri): Cannot store file:"
                            + " in/convertly-jobs/e-17/.part-large.bin: ")
                    .endsWith(
                            "; the next attempt hands over all files of the job, under the same names. It is due now");
            assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
            assertThat(outcome.job("e-17").attempts()).isEqualTo(2);
        }
        assertThat(server.steps())
                .filteredOn(step -> step.contains("large.bin"))
                .containsExactly(
                        "open /" + BELOW + ".part-large.bin",
                        "open /" + BELOW + ".part-large.bin",
                        "rename /" + BELOW + ".part-large.bin /" + BELOW + "large.bin");
        assertThat(server.path(BELOW + "large.bin")).hasBinaryContent(LARGE);
        assertThat(server.files()).containsExactly(BELOW + "a.csv", BELOW + "large.bin", BELOW + "manifest.json");
        assertThat(vendor.requests("/r/2")).as("downloads").hasSize(1);
    }

    @Test
    void a_full_disk_of_the_server_is_tried_again_later() throws Exception {
        server.hasRoomFor(1_000_000);

        Outcome full = jobdrop.pollOnce();

        assertThat(full.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(full.job("e-17").error()).contains("Cannot store file: in/convertly-jobs/e-17/.part-large.bin");
        assertThat(server.files()).doesNotContain(BELOW + "large.bin", BELOW + "manifest.json");

        server.isWellAgain();
        makeDue();
        assertThat(jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(server.path(BELOW + "large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void a_server_with_another_key_is_refused_before_the_password_is_sent() throws Exception {
        try (SftpServer other = new SftpServer(folder.resolve("other"))) {
            String line = other.knownHost().replace("]:" + other.port(), "]:" + server.port());
            Files.writeString(knownHosts, line);

            Outcome outcome = jobdrop.pollOnce();

            assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
            assertThat(outcome.job("e-17").error())
                    .contains("Cannot connect to sftp://127.0.0.1:" + server.port(), "HostKey has been changed");
            assertThat(server.steps()).isEmpty();
        }
    }

    @Test
    void a_refused_login_is_told_and_its_password_is_written_nowhere() throws Exception {
        jobdrop.set("CONVERTLY_JOBS_DROP_URI", uri("wr0ng+%&Vb72yT"));

        try (LogLines log = new LogLines(Level.DEBUG)) {
            Outcome outcome = jobdrop.pollOnce();

            assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
            assertThat(outcome.job("e-17").error()).contains("Auth fail");
            assertThat(log.all()).anyMatch(line -> line.contains("could not be handed over"));
            assertThat(log.all()).noneMatch(line -> line.contains("Vb72yT"));
        }
        assertThat(written()).noneMatch(text -> text.contains("Vb72yT"));
    }

    @Test
    void the_password_of_a_delivery_is_written_nowhere() throws Exception {
        try (LogLines log = new LogLines(Level.DEBUG)) {
            assertThat(jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);

            assertThat(log.all()).anyMatch(line -> line.startsWith("convertly-jobs job e-17 delivered to sftp://"));
            assertThat(log.all()).noneMatch(line -> line.contains("Zq81"));
        }
        assertThat(written()).noneMatch(text -> text.contains("Zq81"));
    }

    @Test
    void another_endpoint_gets_the_headers_and_no_manifest_where_none_is_wanted() throws Exception {
        jobdrop.set(
                        "CONVERTLY_JOBS_DROP_URI",
                        "file:" + folder.resolve("other")
                                + "?fileName=${header.JobdropFeed}-${header.JobdropJobId}-${header.JobdropBytes}"
                                + "-${header.JobdropManifest}-${header.ObjectName}")
                .set("CONVERTLY_JOBS_DROP_NAME_HEADER", "ObjectName")
                .set("CONVERTLY_JOBS_DROP_SEND_MANIFEST", "false");
        lists(file("a.csv", "/r/1"));

        LedgerEntry job = jobdrop.pollOnce().job("e-17");

        assertThat(folder.resolve("other/convertly-jobs-e-17-8-false-convertly-jobs/e-17/a.csv"))
                .hasBinaryContent(CSV);
        assertThat(job.state()).isEqualTo(JobState.DELIVERED);
        assertThat(job.manifest()).isNull();
        assertThat(job.files().get(0).location())
                .isEqualTo("file:" + folder.resolve("other") + "/convertly-jobs/e-17/a.csv");
    }

    private String uri(String password) {
        return "sftp://127.0.0.1:" + server.port() + "/in?username=" + SftpServer.USER + "&password=RAW(" + password
                + ")&knownHostsFile=" + knownHosts + "&strictHostKeyChecking=yes&maximumReconnectAttempts=1"
                + "&tempPrefix=.part-&fileExist=TryRename";
    }

    private void lists(String... files) {
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-17\",\"job_type\":\"convert\",\"status\":\"completed\","
                        + "\"results\":[" + String.join(",", files) + "]}],"
                        + "\"pagination\":{\"limit\":100,\"offset\":0,\"total\":1,\"hasMore\":false}}"));
    }

    private String file(String name, String path) {
        return "{\"filename\":\"" + name + "\",\"downloadUrl\":\"" + vendor.url() + path + "\"}";
    }

    private void makeDue() {
        try (LedgerDatabase database = LedgerDatabase.open(jobdrop.home().resolve("data/ledger.db"))) {
            RetryPolicy policy = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
            new JobLedger(database, Clock.systemUTC(), policy, text -> text).retry("convertly-jobs", "e-17");
        }
    }

    /** All that the run wrote, here and on the server. */
    private List<String> written() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }
}
