package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story: one job from the vendor's list to the recorded delivery, and what happens when a step fails. */
class JobDeliveryTest {
    private static final String LIST = "/api/jobs";
    private static final byte[] CSV = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    private FakeVendor vendor;
    private FakeVendor host;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        host = new FakeVendor();
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", host.host());
    }

    @AfterEach
    void stop() {
        vendor.close();
        host.close();
        assertThat(vendor.unexpected()).isEmpty();
        assertThat(host.unexpected()).isEmpty();
    }

    @Test
    void a_completed_job_lands_whole_with_its_manifest_and_is_recorded() throws Exception {
        lists(completed("e-17", file("result.csv", host.url() + "/r/17?X-Amz-Signature=s3cret")));
        host.on("/r/17", Answer.bytes("text/csv", CSV));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files())
                .containsExactly("convertly-jobs/e-17/manifest.json", "convertly-jobs/e-17/result.csv");
        assertThat(jobdrop.file("convertly-jobs/e-17/result.csv")).isEqualTo(CSV);
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
        lists(completed("e-17", file("result.csv", host.url() + "/r/17?X-Amz-Signature=s3cret")));
        host.on("/r/17", Answer.bytes("text/csv", CSV));

        jobdrop.pollOnce();

        String text = jobdrop.text("convertly-jobs/e-17/manifest.json");
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
        lists(completed("e-17", file("result.csv", host.url() + "/r/17")));
        host.on("/r/17", Answer.bytes("text/csv", CSV));
        jobdrop.pollOnce();

        jobdrop.pollOnce();

        assertThat(host.requests()).hasSize(1);
    }

    @Test
    void nothing_is_recorded_before_its_file_is_delivered() throws Exception {
        lists(completed("e-17", file("result.csv", host.url() + "/r/17")));
        host.on("/r/17", Answer.bytes("text/csv", CSV));
        Path inTheWay = jobdrop.drop().resolve("convertly-jobs");
        Files.createDirectories(jobdrop.drop());
        Files.createFile(inTheWay);

        Outcome refused = jobdrop.pollOnce();

        assertThat(refused.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(refused.job("e-17").error()).contains("cannot write to jobdrop.drop.dir");
        Files.delete(inTheWay);
        makeDue("e-17");
        assertThat(jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(jobdrop.files()).contains("convertly-jobs/e-17/result.csv");
    }

    @Test
    void a_repeat_after_a_crash_finds_its_own_work_and_does_not_publish_again() throws Exception {
        lists(completed("e-17", file("result.csv", host.url() + "/r/17")));
        host.on("/r/17", Answer.bytes("text/csv", CSV));
        Path published = jobdrop.drop().resolve("convertly-jobs/e-17/result.csv");
        Files.createDirectories(published.getParent());
        Files.write(published, CSV);
        Object before = Files.readAttributes(published, "unix:ino").get("ino");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(Files.readAttributes(published, "unix:ino").get("ino")).isEqualTo(before);
        assertThat(jobdrop.files()).contains("convertly-jobs/e-17/manifest.json");
        assertThat(jobdrop.files()).noneMatch(file -> file.startsWith(".staging"));
    }

    @Test
    void a_file_of_other_content_is_never_replaced() throws Exception {
        lists(completed("e-17", file("result.csv", host.url() + "/r/17")));
        host.on("/r/17", Answer.bytes("text/csv", CSV));
        Path other = jobdrop.drop().resolve("convertly-jobs/e-17/result.csv");
        Files.createDirectories(other.getParent());
        Files.writeString(other, "somebody else's");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-17").error()).contains("a file of other content already stands at");
        assertThat(other).hasContent("somebody else's");
    }

    @Test
    void all_files_of_a_job_land_and_names_are_told_apart() throws Exception {
        lists(completed(
                "e-17",
                file("out.csv", host.url() + "/r/1"),
                file("OUT.csv", host.url() + "/r/2"),
                file("manifest.json", host.url() + "/r/3")));
        host.on("/r/1", Answer.bytes("text/csv", CSV));
        host.on("/r/2", Answer.bytes("text/csv", CSV).announcing(-1));
        host.on("/r/3", Answer.bytes("text/csv", CSV));

        jobdrop.pollOnce();

        assertThat(jobdrop.files())
                .containsExactlyInAnyOrder(
                        "convertly-jobs/e-17/out.csv",
                        "convertly-jobs/e-17/OUT-2.csv",
                        "convertly-jobs/e-17/manifest-2.json",
                        "convertly-jobs/e-17/manifest.json");
    }

    @Test
    void a_data_url_carries_its_bytes_itself() throws Exception {
        String data = "data:text/csv;base64," + Base64.getEncoder().encodeToString(CSV);
        lists(completed("e-17", file("result.csv", data)));

        jobdrop.pollOnce();

        assertThat(jobdrop.file("convertly-jobs/e-17/result.csv")).isEqualTo(CSV);
        assertThat(jobdrop.text("convertly-jobs/e-17/manifest.json")).doesNotContain(data.substring(30));
    }

    @Test
    void the_key_goes_to_the_vendor_and_nowhere_else_not_by_a_redirect_either() throws Exception {
        lists(completed("e-17", file("result.csv", host.url() + "/hop")));
        host.on("/hop", Answer.redirect("/r/17"));
        host.on("/r/17", Answer.bytes("text/csv", CSV));

        jobdrop.pollOnce();

        assertThat(vendor.requests()).allMatch(request -> "Bearer secret-key".equals(request.header("Authorization")));
        assertThat(host.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.headers().toString()).doesNotContain("secret-key");
            assertThat(request.header("Authorization")).isNull();
            assertThat(request.header("Accept-Encoding")).isEqualTo("identity");
        });
    }

    @Test
    void an_error_page_never_becomes_a_file() throws Exception {
        lists(completed("e-17", file("result.csv", host.url() + "/r/17?sig=s3cret")));
        host.on("/r/17", Answer.status(403, "<Error>expired</Error>"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-17")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("e-17").attempts()).isEqualTo(2);
        assertThat(outcome.job("e-17").error())
                .isEqualTo("the result host 127.0.0.1 refuses the URL: 403, and the vendor gives no other");
    }

    @Test
    void a_body_that_breaks_off_is_tried_again_and_leaves_nothing() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        lists(completed("e-17", file("result.csv", host.url() + "/r/17")));
        host.on(
                "/r/17",
                request -> tries.incrementAndGet() == 1
                        ? Answer.bytes("text/csv", CSV).announcing(CSV.length + 10)
                        : Answer.bytes("text/csv", CSV));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("e-17").attempts()).isEqualTo(2);
        assertThat(jobdrop.file("convertly-jobs/e-17/result.csv")).isEqualTo(CSV);
        assertThat(jobdrop.files()).noneMatch(file -> file.startsWith(".staging"));
    }

    @Test
    void a_file_of_another_size_than_the_vendor_says_is_not_delivered() throws Exception {
        lists(completed("e-17", "{\"filename\":\"r.csv\",\"finalSize\":9999,\"url\":\"" + host.url() + "/r/17\"}"));
        host.on("/r/17", Answer.bytes("text/csv", CSV));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(outcome.job("e-17").error())
                .isEqualTo("the vendor says 9999 bytes for result 1, but 8 arrived; nothing was delivered");
    }

    @Test
    void one_bad_result_keeps_the_whole_job_out_of_the_drop() throws Exception {
        lists(completed("e-17", file("a.csv", host.url() + "/r/1"), file("b.csv", host.url() + "/r/2")));
        host.on("/r/1", Answer.bytes("text/csv", CSV));
        host.on("/r/2", Answer.status(500, "{}"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(jobdrop.files()).isEmpty();
    }

    @Test
    void a_larger_result_than_allowed_is_refused() throws Exception {
        jobdrop.set("JOBDROP_DOWNLOAD_MAX_SIZE", "5B");
        lists(
                completed("e-17", file("a.csv", host.url() + "/r/1")),
                completed("e-18", file("b.csv", host.url() + "/r/2")));
        host.on("/r/1", Answer.bytes("text/csv", CSV));
        host.on("/r/2", Answer.bytes("text/csv", CSV).announcing(-1));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.state("e-18")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-18").error())
                .isEqualTo("a result is larger than jobdrop.download.max-size (5 bytes); nothing was delivered."
                        + " Raise the setting, then use jobdrop retry");
        assertThat(jobdrop.files()).isEmpty();
    }

    @Test
    void a_result_on_a_private_address_is_refused_without_a_connection() throws Exception {
        jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "");
        lists(completed("e-17", file("r.csv", "https://127.0.0.1:" + host.host().split(":")[1] + "/r/17")));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("e-17").error())
                .contains("has the loopback address 127.0.0.1", "jobdrop.download.allow-hosts");
        assertThat(host.requests()).isEmpty();
    }

    @Test
    void a_redirect_to_a_host_that_is_not_allowed_is_refused() throws Exception {
        lists(completed("e-17", file("r.csv", host.url() + "/hop")));
        host.on("/hop", Answer.redirect("http://169.254.169.254/latest/meta-data"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("e-17").error()).contains("169.254.169.254 is plain http");
    }

    @Test
    void a_gzip_answer_although_identity_was_asked_is_kept_as_it_came() throws Exception {
        byte[] gzip = {31, -117, 8, 0, 1, 2, 3};
        lists(completed("e-17", file("r.csv", host.url() + "/r/17")));
        host.on("/r/17", Answer.bytes("text/csv", gzip).with("Content-Encoding", "gzip"));

        jobdrop.pollOnce();

        assertThat(jobdrop.file("convertly-jobs/e-17/r.csv.gz")).isEqualTo(gzip);
        assertThat(jobdrop.text("convertly-jobs/e-17/manifest.json")).contains("\"contentEncoding\" : \"gzip\"");
    }

    @Test
    void a_failing_page_ends_the_walk_and_what_earlier_pages_gave_is_delivered() throws Exception {
        host.on("/r/1", Answer.bytes("text/csv", CSV));
        vendor.on(
                LIST,
                request -> request.number("offset") == 0
                        ? page(true, completed("e-1", file("r.csv", host.url() + "/r/1")))
                        : Answer.status(422, "{\"error\":\"offset too large\"}"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-1")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.pollError("convertly-jobs")).contains("convertly answered 422", "offset too large");
    }

    @Test
    void a_passing_failure_of_the_api_is_repeated_in_place() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        vendor.on(
                LIST,
                request ->
                        tries.incrementAndGet() == 1 ? Answer.status(429, "{}").with("Retry-After", "0") : page(false));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.pollError("convertly-jobs")).isNull();
        assertThat(tries).hasValue(2);
    }

    @Test
    void a_slow_vendor_does_not_hold_back_another() throws Exception {
        CountDownLatch otherDelivered = new CountDownLatch(1);
        try (FakeVendor slow = new FakeVendor()) {
            slow.on("/v1/background_jobs", request -> {
                await(otherDelivered);
                return Answer.json("[]");
            });
            jobdrop.set("USERPILOT_URL", slow.url()).set("USERPILOT_TOKEN", "other-key");
            lists(completed("e-17", file("r.csv", host.url() + "/r/17")));
            host.on("/r/17", request -> {
                otherDelivered.countDown();
                return Answer.bytes("text/csv", CSV);
            });

            Outcome outcome = jobdrop.pollOnce();

            assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
            assertThat(outcome.pollError("userpilot-jobs")).isNull();
        }
    }

    @Test
    void two_accounts_of_one_vendor_are_two_feed_files_with_their_own_credentials() throws Exception {
        try (FakeVendor second = new FakeVendor()) {
            String yaml = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"))
                    .replace("convertly-jobs", "second-jobs")
                    .replace("vendor: convertly", "vendor: second");
            jobdrop.feed("second-jobs", yaml).set("SECOND_URL", second.url()).set("SECOND_TOKEN", "second-key");
            lists(completed("e-1", file("r.csv", host.url() + "/r/1")));
            second.on(LIST, page(false, completed("e-1", file("r.csv", host.url() + "/r/2"))));
            host.on("/r/1", Answer.bytes("text/csv", CSV));
            host.on("/r/2", Answer.bytes("text/csv", "other\n".getBytes(StandardCharsets.UTF_8)));

            jobdrop.pollOnce();

            assertThat(jobdrop.text("convertly-jobs/e-1/r.csv")).isEqualTo("a,b\n1,2\n");
            assertThat(jobdrop.text("second-jobs/e-1/r.csv")).isEqualTo("other\n");
            assertThat(vendor.requests()).allMatch(r -> "Bearer secret-key".equals(r.header("Authorization")));
            assertThat(second.requests()).allMatch(r -> "Bearer second-key".equals(r.header("Authorization")));
        }
    }

    @Test
    void an_own_step_may_change_the_staged_file_and_the_manifest_describes_the_change() throws Exception {
        String yaml = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"))
                        .replace("convertly-jobs", "own-jobs")
                + "        step: class:io.jobdrop.support.AppendingStep\n";
        jobdrop.feed("own-jobs", yaml).set("JOBDROP_FEEDS", "own-jobs");
        lists(completed("e-1", file("r.csv", host.url() + "/r/1")));
        host.on("/r/1", Answer.bytes("text/csv", CSV));

        Outcome outcome = jobdrop.pollOnce();

        byte[] changed = "a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8);
        assertThat(jobdrop.file("own-jobs/e-1/r.csv")).isEqualTo(changed);
        assertThat(outcome.job("e-1").files().get(0).sha256()).isEqualTo(sha256(changed));
        assertThat(jobdrop.text("own-jobs/e-1/manifest.json")).contains(sha256(changed));
    }

    @Test
    void a_due_job_that_the_vendor_no_longer_lists_does_not_keep_a_run_alive() throws Exception {
        jobdrop.set("JOBDROP_RETRY_ATTEMPTS", "9");
        AtomicInteger polls = new AtomicInteger();
        String strange = completed("strange", "{\"filename\":\"no-url\"}");
        host.on("/r/1", Answer.status(500, "{}"));
        vendor.on(
                LIST,
                request -> polls.incrementAndGet() == 1
                        ? page(false, completed("gone", file("r.csv", host.url() + "/r/1")), strange)
                        : page(false, strange));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("gone")).isEqualTo(JobState.DUE);
        assertThat(outcome.state("strange")).isEqualTo(JobState.HELD);
        assertThat(polls).hasValue(2);
    }

    @Test
    void a_signed_url_with_characters_that_need_escaping_is_fetched() throws Exception {
        lists(completed("e-17", file("r.csv", host.url() + "/r/17?name=a b|c&sig=%2Fx%2B%3D")));
        host.on("/r/17", Answer.bytes("text/csv", CSV));

        jobdrop.pollOnce();

        assertThat(host.requests().get(0).parameters())
                .containsEntry("name", "a b|c")
                .containsEntry("sig", "/x+=");
        assertThat(jobdrop.files()).contains("convertly-jobs/e-17/r.csv");
    }

    private void lists(String... jobs) {
        vendor.on(LIST, page(false, jobs));
    }

    private static Answer page(boolean more, String... jobs) {
        return Answer.json("{\"jobs\":[" + String.join(",", jobs) + "],\"pagination\":{\"limit\":100,\"offset\":0,"
                + "\"total\":1,\"hasMore\":" + more + "}}");
    }

    private static String completed(String id, String... files) {
        return "{\"id\":\"" + id + "\",\"job_type\":\"convert\",\"status\":\"completed\",\"completed_files\":"
                + files.length + ",\"results\":[" + String.join(",", files) + "]}";
    }

    private static String file(String name, String url) {
        return "{\"filename\":\"" + name + "\",\"downloadUrl\":\"" + url + "\"}";
    }

    private void makeDue(String id) {
        try (io.jobdrop.record.LedgerDatabase database =
                io.jobdrop.record.LedgerDatabase.open(home.resolve("data/ledger.db"))) {
            new io.jobdrop.record.JobLedger(
                            database,
                            java.time.Clock.systemUTC(),
                            new io.jobdrop.record.RetryPolicy(2, java.time.Duration.ZERO, java.time.Duration.ZERO),
                            text -> text)
                    .retry("convertly-jobs", id);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
