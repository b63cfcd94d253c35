package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Request.Kind;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The story with buckets: results that lie in the vendor's, behind presigned URLs, land in ours. */
@Tag("slow")
class S3DeliveryTest {
    private static final String FOLDER = "convertly-jobs/e-17/";
    private static final byte[] CSV = new byte[1234];
    private static final byte[] VIDEO = new byte[(5 << 20) + 77];

    static {
        new Random(1).nextBytes(CSV);
        new Random(2).nextBytes(VIDEO);
    }

    @TempDir
    Path home;

    private final S3Server store = S3Server.s3proxy();
    private final String vendorsBucket = store.newBucket();
    private FakeVendor vendor;
    private S3Faults vendorsStore;
    private S3Faults ours;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        vendorsStore = new S3Faults(store.endpoint());
        ours = new S3Faults(store.endpoint());
        jobdrop = installation("home");
        store.client().putObject(put -> put.bucket(vendorsBucket).key("a.csv"), RequestBody.fromBytes(CSV));
        store.client().putObject(put -> put.bucket(vendorsBucket).key("b.mp4"), RequestBody.fromBytes(VIDEO));
        lists("completed");
    }

    @AfterEach
    void stop() throws IOException {
        vendor.close();
        vendorsStore.close();
        ours.close();
    }

    @Test
    void results_and_manifest_land_in_the_bucket_and_nothing_on_this_machine() throws Exception {
        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).containsExactly(FOLDER + "a.csv", FOLDER + "b.mp4", FOLDER + "manifest.json");
        assertThat(jobdrop.file(FOLDER + "a.csv")).isEqualTo(CSV);
        assertThat(jobdrop.file(FOLDER + "b.mp4")).isEqualTo(VIDEO);
        assertThat(outcome.job("e-17").files())
                .extracting(file -> file.location())
                .containsExactly(
                        "s3://" + jobdrop.bucket() + "/" + FOLDER + "a.csv",
                        "s3://" + jobdrop.bucket() + "/" + FOLDER + "b.mp4");
        assertThat(outcome.job("e-17").manifest())
                .isEqualTo("s3://" + jobdrop.bucket() + "/" + FOLDER + "manifest.json");
        JsonNode manifest = new ObjectMapper().readTree(jobdrop.text(FOLDER + "manifest.json"));
        assertThat(manifest.at("/files/1/sha256").asText())
                .isEqualTo(outcome.job("e-17").files().get(1).sha256());
        assertThat(jobdrop.text(FOLDER + "manifest.json")).doesNotContain("X-Amz", S3Server.SECRET_KEY);
        assertThat(store.head(jobdrop.bucket(), FOLDER + "manifest.json").contentType())
                .isEqualTo("application/json");
        assertThat(store.openUploads(jobdrop.bucket())).isEmpty();
        assertThat(jobdrop.drop()).doesNotExist();
    }

    @Test
    void others_are_told_the_manifest_that_stands_in_the_bucket_also_when_it_stood_there_before() throws Exception {
        jobdrop.set("JOBDROP_NOTIFY_URI", "file:" + home.resolve("told") + "?fileName=first");
        jobdrop.pollOnce();
        installation("other")
                .set("JOBDROP_DROP_S3_BUCKET", jobdrop.bucket())
                .set("JOBDROP_NOTIFY_URI", "file:" + home.resolve("told") + "?fileName=second")
                .pollOnce();

        ObjectMapper json = new ObjectMapper();
        JsonNode manifest = json.readTree(jobdrop.text(FOLDER + "manifest.json"));
        for (String name : List.of("first", "second")) {
            assertThat(json.readTree(home.resolve("told").resolve(name).toFile())
                            .path("data"))
                    .isEqualTo(manifest);
        }
    }

    @Test
    void the_manifest_comes_last() throws Exception {
        jobdrop.pollOnce();

        assertThat(ours.requests()).last().satisfies(last -> {
            assertThat(last.kind()).isEqualTo(Kind.PUT);
            assertThat(last.key()).isEqualTo(FOLDER + "manifest.json");
        });
        assertThat(ours.count(Kind.HEAD) + ours.count(Kind.GET)).isZero();
    }

    @Test
    void a_delivered_job_is_not_uploaded_again() throws Exception {
        jobdrop.pollOnce();
        ours.reset();
        vendorsStore.reset();

        jobdrop.pollOnce();

        assertThat(ours.requests()).isEmpty();
        assertThat(vendorsStore.requests()).isEmpty();
    }

    @Test
    void an_object_that_is_missing_comes_back_and_the_others_stay() throws Exception {
        Outcome delivered = jobdrop.pollOnce();
        Object before = store.head(jobdrop.bucket(), FOLDER + "a.csv").lastModified();
        store.client().deleteObject(delete -> delete.bucket(jobdrop.bucket()).key(FOLDER + "b.mp4"));
        jobdrop.act(actions -> actions.redeliver("convertly-jobs", "e-17"));

        Outcome outcome = jobdrop.pollOnce();
        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("e-17").files()).isEqualTo(delivered.job("e-17").files());
        assertThat(jobdrop.file(FOLDER + "b.mp4")).isEqualTo(VIDEO);
        assertThat(store.head(jobdrop.bucket(), FOLDER + "a.csv").lastModified())
                .isEqualTo(before);
        assertThat(store.openUploads(jobdrop.bucket())).isEmpty();
    }

    @Test
    void another_ledger_finds_the_objects_there() throws Exception {
        jobdrop.pollOnce();
        String before = jobdrop.text(FOLDER + "manifest.json");
        Installation other = installation("other").set("JOBDROP_DROP_S3_BUCKET", jobdrop.bucket());

        try (LogLines log = new LogLines(Level.INFO)) {
            Outcome outcome = other.pollOnce();

            assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
            assertThat(log.all())
                    .filteredOn(line -> line.contains("already there"))
                    .hasSize(3);
        }
        assertThat(jobdrop.text(FOLDER + "manifest.json")).isEqualTo(before);
        assertThat(store.openUploads(jobdrop.bucket())).isEmpty();
    }

    @Test
    void another_manifest_is_never_replaced() throws Exception {
        store.client()
                .putObject(
                        put -> put.bucket(jobdrop.bucket()).key(FOLDER + "manifest.json"),
                        RequestBody.fromString("no JSON"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-17").error())
                .isEqualTo("another manifest already stands at s3://" + jobdrop.bucket() + "/" + FOLDER
                        + "manifest.json; it was not replaced. Move it away, then use jobdrop retry");
        assertThat(jobdrop.text(FOLDER + "manifest.json")).isEqualTo("no JSON");
    }

    @Test
    void a_store_that_is_down_at_the_start_is_met_by_the_jobs_and_tried_again() throws Exception {
        int port = ours.endpoint().getPort();
        ours.close();

        Outcome down = jobdrop.set("JOBDROP_RETRY_ATTEMPTS", "1").pollOnce();

        assertThat(down.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(down.job("e-17").error())
                .startsWith("the begin of the upload of s3://" + jobdrop.bucket() + "/" + FOLDER + "b.mp4 failed: ")
                .contains("127.0.0.1:" + port);
        assertThat(jobdrop.files()).isEmpty();
    }

    @Test
    void a_manifest_that_is_refused_leaves_the_job_due_and_is_put_later() throws Exception {
        ours.on(Kind.PUT).nth(2).fails(S3Fault.error(403, "AccessDenied"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("e-17").attempts()).isEqualTo(2);
        assertThat(jobdrop.files()).hasSize(3);
        assertThat(store.openUploads(jobdrop.bucket())).isEmpty();
    }

    @Test
    void a_step_of_the_engineers_own_sees_a_file_and_its_work_lands_in_the_bucket() throws Exception {
        String feed = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"))
                        .replace("convertly-jobs", "changed-jobs")
                + "        step: class:io.jobdrop.support.AppendingStep\n";
        jobdrop.feed("changed-jobs", feed).set("JOBDROP_FEEDS", "changed-jobs");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(jobdrop.file("changed-jobs/e-17/a.csv")).hasSize(CSV.length + "3,4\n".length());
        assertThat(jobdrop.file("changed-jobs/e-17/b.mp4")).hasSize(VIDEO.length + "3,4\n".length());
        assertThat(jobdrop.drop())
                .satisfies(drop -> assertThat(drop.resolve(".staging")).doesNotExist());
    }

    private Installation installation(String name) throws IOException {
        return new Installation(Files.createDirectories(home.resolve(name)))
                .intoBucket(store, ours.endpoint())
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set(
                        "JOBDROP_DOWNLOAD_ALLOW_HOSTS",
                        "127.0.0.1:" + vendorsStore.endpoint().getPort());
    }

    private void lists(String status) {
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-17\",\"job_type\":\"convert\",\"status\":\"" + status
                        + "\",\"results\":[" + result("a.csv") + "," + result("b.mp4")
                        + "]}],\"pagination\":{\"hasMore\":false}}"));
    }

    private String result(String key) {
        String url = S3Server.presigned(vendorsStore.endpoint(), vendorsBucket, key, Duration.ofMinutes(5));
        return "{\"filename\":\"" + key + "\",\"url\":\"" + url + "\"}";
    }
}
