package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.deliver.Audit.Finding;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.stage.Sha256;
import io.jobdrop.support.Fifo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
    @TempDir
    Path folder;

    private final Audit audit =
            new Audit(location -> Audit.Contents.ofFiles(folder).open(location));
    private Path file;
    private Path manifest;
    private DeliveredFile delivered;

    @BeforeEach
    void deliver() throws IOException {
        file = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2\n");
        delivered = new DeliveredFile("a.csv", 8, Sha256.of(file), file.toString());
        manifest = folder.resolve("manifest.json");
        writeManifest("f", "e-17", delivered.sha256());
    }

    @Test
    void nothing_is_wrong_with_what_stands_as_it_was_delivered() {
        assertThat(audit.of(job())).isEmpty();
    }

    @Test
    void what_was_removed_is_missing() throws Exception {
        Files.delete(file);
        Files.delete(manifest);

        assertThat(audit.of(job()))
                .containsExactly(new Finding(file.toString(), "missing"), new Finding(manifest.toString(), "missing"));
    }

    @Test
    void what_stands_in_place_of_a_file_and_is_none_is_not_opened() throws Exception {
        Files.delete(file);
        Files.createDirectory(file);
        Files.delete(manifest);
        Fifo.at(manifest);

        assertThat(audit.of(job()))
                .containsExactly(
                        new Finding(file.toString(), "cannot be read: it is no file"),
                        new Finding(manifest.toString(), "cannot be read: it is no file"));
    }

    @Test
    void a_file_of_another_length_is_changed() throws Exception {
        Files.writeString(file, "a,b\n");

        assertThat(audit.of(job())).containsExactly(new Finding(file.toString(), "changed: 4 bytes in place of 8"));
    }

    @Test
    void a_file_of_other_bytes_is_changed() throws Exception {
        Files.writeString(file, "a,b\n1,3\n");

        assertThat(audit.of(job())).containsExactly(new Finding(file.toString(), "changed: another sha256"));
    }

    @Test
    void a_manifest_may_say_as_much_of_its_job_as_the_vendor_did() throws Exception {
        String said = Files.readString(manifest);
        Files.writeString(
                manifest,
                "{\"job\":{\"log\":[" + "\"line\",".repeat(100_000) + "\"" + "a".repeat(1_000_000) + "\"]},"
                        + said.substring(1));

        assertThat(audit.of(job())).isEmpty();
    }

    @Test
    void a_manifest_with_more_files_than_the_job_has_is_found() throws Exception {
        String said = Files.readString(manifest);
        Files.writeString(manifest, said.replace("]}", "," + "{\"name\":\"b.csv\"},".repeat(100_000) + "7]}"));

        assertThat(audit.of(job()))
                .containsExactly(new Finding(manifest.toString(), "changed: it does not agree with the ledger"));
    }

    @Test
    void a_manifest_that_is_no_json_is_found() throws Exception {
        Files.writeString(manifest, "{\"feed\":");

        assertThat(audit.of(job())).containsExactly(new Finding(manifest.toString(), "cannot be read as JSON"));
    }

    @ParameterizedTest
    @CsvSource({"g, e-17, ''", "f, e-18, ''", "f, e-17, 0a"})
    void a_manifest_of_another_feed_job_or_file_is_found(String feed, String id, String sha256) throws Exception {
        writeManifest(feed, id, sha256.isEmpty() ? delivered.sha256() : sha256);

        assertThat(audit.of(job()))
                .containsExactly(new Finding(manifest.toString(), "changed: it does not agree with the ledger"));
    }

    @Test
    void a_file_that_cannot_be_read_is_found_with_its_reason_and_the_rest_is_looked_at() {
        Audit broken = new Audit(location -> {
            if (location.endsWith(".csv")) {
                throw new IOException("the bucket does not answer");
            }
            return Audit.Contents.ofFiles(folder).open(location);
        });

        assertThat(broken.of(job()))
                .containsExactly(new Finding(file.toString(), "cannot be read: the bucket does not answer"));
    }

    @Test
    void a_location_that_leads_out_of_the_drop_is_not_read() {
        Path drop = folder.resolve("drop");
        Audit below = new Audit(Audit.Contents.ofFiles(drop));
        DeliveredFile outside = new DeliveredFile("a.csv", 8, delivered.sha256(), drop + "/../a.csv");

        assertThat(below.of(job(null, outside)))
                .containsExactly(new Finding(
                        outside.location(),
                        "cannot be read: " + drop + "/.. may lead out of jobdrop.drop.dir; it is not followed"));
    }

    @Test
    void a_job_without_a_manifest_has_none_to_miss() throws Exception {
        Files.delete(manifest);

        assertThat(audit.of(job(null, delivered))).isEmpty();
    }

    @Test
    void what_was_handed_over_to_an_endpoint_is_not_looked_at() {
        DeliveredFile away = new DeliveredFile("a.csv", 8, "0a", "sftp://host/a.csv");

        assertThat(audit.of(job("sftp://host/manifest.json", away))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/drop/a.csv", "C:\\drop\\a.csv", "s3://bucket/a.csv", "drop/with:colon"})
    void files_and_buckets_can_be_looked_at(String place) {
        assertThat(Audit.isReadable(place)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sftp://host/a.csv", "azure-storage-blob:account/box", "jms:queue"})
    void endpoints_cannot(String place) {
        assertThat(Audit.isReadable(place)).isFalse();
    }

    private void writeManifest(String feed, String id, String sha256) throws IOException {
        Files.writeString(
                manifest,
                "{\"feed\":\"%s\",\"jobId\":\"%s\",\"files\":[{\"name\":\"a.csv\",\"sha256\":\"%s\"}]}"
                        .formatted(feed, id, sha256));
    }

    private LedgerEntry job() {
        return job(manifest.toString(), delivered);
    }

    private static LedgerEntry job(@Nullable String manifest, DeliveredFile file) {
        return new LedgerEntry(
                "f",
                "e-17",
                new LedgerEntry.Standing(JobState.DELIVERED, "done", null, null),
                1,
                new LedgerEntry.Times(Instant.EPOCH, null, null, null, Instant.EPOCH),
                manifest,
                List.of(file));
    }
}
