package io.jobdrop.cli;

import static io.jobdrop.cli.JobdropHome.BULK_ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands audit, jobs, plan, retry and watch. */
@Tag("slow")
class JobCommandsTest {
    @AutoClose
    private final JobdropHome scene;

    JobCommandsTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @Test
    void audit_tells_what_is_missing_or_changed_since_it_was_delivered() throws IOException {
        scene.run("run", "--once");
        Path file = scene.home.resolve("drop/convertly-jobs/e-1/r.csv");
        Path manifest = scene.home.resolve("drop/convertly-jobs/e-1/manifest.json");

        assertThat(scene.run("audit")).isZero();
        assertThat(scene.out()).contains("1 delivered jobs, 1 files, 2 bytes: all as delivered");

        Files.writeString(file, "b\n");
        assertThat(scene.run("audit", "--feed", "convertly-jobs")).isEqualTo(1);
        assertThat(scene.out()).contains("changed: another sha256", file.toString(), "1 missing or changed");

        Files.writeString(file, "longer\n");
        Files.writeString(manifest, "{}");
        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out()).contains("changed: 7 bytes in place of 2", "it does not agree with the ledger");

        Files.delete(file);
        Files.delete(manifest);
        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out()).contains("missing", "2 missing or changed");
        assertThat(scene.run("audit", "--feed", "nope")).isEqualTo(2);
    }

    @Test
    void retry_delivers_a_job_that_was_given_up_once_its_cause_is_gone() {
        scene.vendor.on("/r/1", Answer.status(500, "{}"));
        scene.run("run", "--once");
        scene.vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(scene.run("run", "--once")).isEqualTo(1);

        assertThat(scene.run("retry", "convertly-jobs", "e-1")).isZero();

        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void retry_looks_again_at_a_job_that_the_vendor_calls_failed() {
        scene.lists("failed", "");
        scene.run("run", "--once");

        assertThat(scene.run("retry", "--failed")).isZero();

        scene.run("jobs", "--state", "due");
        assertThat(scene.out()).contains("e-1");
        assertThat(scene.run("run", "--once")).isZero();
        scene.run("jobs", "--state", "failed");
        assertThat(scene.out()).contains("e-1");
    }

    @Test
    void a_held_job_is_delivered_once_its_answer_is_understood() {
        scene.lists("archived", "");
        assertThat(scene.run("run", "--once")).isEqualTo(1);
        scene.lists("completed", scene.vendor.url() + "/r/1");

        assertThat(scene.run("retry", "convertly-jobs", "e-1")).isZero();

        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void jobs_prints_the_newest_ones_alone_when_there_is_a_limit() {
        scene.run("run", "--once");
        scene.run("watch", "companyenrich-bulk", BULK_ID);

        assertThat(scene.run("jobs", "--limit", "1")).isZero();
        assertThat(scene.out()).contains(BULK_ID).doesNotContain("e-1");
        assertThat(scene.run("jobs", "--feed", "convertly-jobs", "--limit", "1"))
                .isZero();
        assertThat(scene.out()).contains("e-1").doesNotContain(BULK_ID);
        assertThat(scene.run("jobs", "--limit", "0")).isEqualTo(2);
        assertThat(scene.err()).contains("--limit is a number of jobs, at least 1");
    }

    @Test
    void jobs_prints_the_documented_json() throws Exception {
        scene.run("run", "--once");

        assertThat(scene.run("jobs", "--json")).isZero();

        JsonNode job = new ObjectMapper().readTree(scene.out()).get(0);
        assertThat(job.fieldNames())
                .toIterable()
                .containsExactly(
                        "feed",
                        "jobId",
                        "state",
                        "status",
                        "attempts",
                        "nextAttemptAt",
                        "error",
                        "firstSeenAt",
                        "deliveredAt",
                        "missingSince",
                        "files");
        assertThat(job.path("missingSince").isNull()).isTrue();
        assertThat(job.path("state").asText()).isEqualTo("delivered");
        assertThat(job.path("status").asText()).isEqualTo("completed");
        JsonNode file = job.at("/files/0");
        assertThat(file.fieldNames()).toIterable().containsExactly("name", "bytes", "sha256", "location");
        assertThat(Path.of(file.path("location").asText())).hasContent("a");
    }

    @Test
    void jobs_filters_by_feed_and_state() {
        scene.run("run", "--once");

        scene.run("jobs", "--state", "delivered", "--feed", "convertly-jobs");
        assertThat(scene.out()).contains("e-1");
        scene.run("jobs", "--state", "held");
        assertThat(scene.out()).doesNotContain("e-1");
        assertThat(scene.run("jobs", "--state", "lost")).isEqualTo(2);
        assertThat(scene.err()).contains("'lost' is no state; there is open, due");
        assertThat(scene.run("jobs", "--feed", "convertly")).isEqualTo(2);
    }

    @Test
    void plan_says_what_would_be_delivered_and_changes_nothing() {
        assertThat(scene.run("plan")).isZero();

        assertThat(scene.out()).contains("convertly-jobs/e-1/r.csv", "1 files would be delivered");
        assertThat(scene.vendor.requests("/r/1")).isEmpty();
        assertThat(scene.home.resolve("drop")).doesNotExist();
        assertThat(scene.home.resolve("data")).doesNotExist();
    }

    @Test
    void plan_leaves_an_inbox_alone() throws IOException {
        scene.environment.put("COMPANYENRICH_URL", scene.vendor.url());
        scene.environment.put("COMPANYENRICH_TOKEN", "secret-key");
        scene.environment.put("JOBDROP_FEEDS", "companyenrich-bulk");
        Path ids = Files.createDirectories(scene.home.resolve("inbox/companyenrich-bulk"))
                .resolve("ids.txt");
        Files.writeString(ids, BULK_ID + "\nno-uuid\n");

        assertThat(scene.run("plan")).isZero();

        assertThat(ids).exists();
        assertThat(ids.resolveSibling("ids.txt.rejected")).doesNotExist();
    }

    @Test
    void watch_needs_no_key_but_a_feed_file_without_mistakes() throws Exception {
        scene.environment.clear();
        assertThat(scene.run("watch", "companyenrich-bulk", BULK_ID)).isZero();
        assertThat(scene.err()).contains("companyenrich-bulk is not active with these settings");
        Path feeds = Files.createDirectory(scene.home.resolve("feeds"));
        Files.writeString(feeds.resolve("acme-bulk.camel.yaml"), TestFeed.yaml("acme-bulk", "vendor: acme\n"));
        assertThat(scene.run("watch", "acme-bulk", "1", "--feeds", feeds.toString()))
                .isEqualTo(2);
        assertThat(scene.err()).contains("a feed needs the property 'job'", "nothing was registered");
    }

    @Test
    void watch_takes_the_id_out_of_a_longer_text() throws Exception {
        Path feeds = Files.createDirectory(scene.home.resolve("feeds"));
        Files.writeString(feeds.resolve("acme-bulk.camel.yaml"), TestFeed.yaml("acme-bulk", """
                vendor: acme
                detail: {path: "/jobs/{jobId}"}
                job: {completed: done, idPattern: "(?:.*/jobs/)?([0-9]+)"}
                results: {urls: $.url}
                """));

        assertThat(scene.run("watch", "acme-bulk", "https://h/jobs/17", "17", "--feeds", feeds.toString()))
                .isZero();
        assertThat(scene.out()).contains("1 registered", "0 known already");
        assertThat(scene.run("watch", "acme-bulk", "https://h/jobs/x", "--feeds", feeds.toString()))
                .isEqualTo(2);
        assertThat(scene.err()).contains("no job ids of acme-bulk ((?:.*/jobs/)?([0-9]+)): https://h/jobs/x");
    }

    @Test
    void watch_registers_ids_and_retry_makes_jobs_due() {
        assertThat(scene.run("watch", "companyenrich-bulk", BULK_ID)).isZero();
        assertThat(scene.out()).contains("1 registered", "0 known already");
        assertThat(scene.run("watch", "companyenrich-bulk", BULK_ID.toUpperCase(Locale.ROOT)))
                .isZero();
        assertThat(scene.out()).contains("0 registered", "1 known already");
        assertThat(scene.run("watch", "companyenrich-bulk", "no-uuid")).isEqualTo(2);
        assertThat(scene.run("watch", "convertly-jobs", "e-1")).isEqualTo(2);
        assertThat(scene.run("retry", "companyenrich-bulk", BULK_ID)).isEqualTo(2);
        assertThat(scene.err()).contains("is open; nothing was changed");

        scene.vendor.on("/r/1", Answer.status(500, "{}"));
        scene.run("run", "--once");
        scene.vendor.on("/r/1", Answer.bytes("text/csv", "b\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(scene.run("run", "--once")).isEqualTo(1);
        assertThat(scene.run("retry", "--failed")).isZero();
        assertThat(scene.out()).contains("1 jobs are due again");
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.run("retry", "convertly-jobs")).isEqualTo(2);
    }

    @Test
    void an_id_of_any_characters_is_an_argument_as_it_is() throws Exception {
        Path file = Files.writeString(scene.home.resolve("arguments"), "--failed");
        scene.run("run", "--once");

        assertThat(scene.run(
                        "retry",
                        "--home",
                        scene.home.toString(),
                        "convertly-jobs",
                        "gid://shopify/Job/7",
                        "@" + file,
                        "--",
                        "-x",
                        "--failed"))
                .isEqualTo(2);

        assertThat(scene.err())
                .contains("convertly-jobs job gid://shopify/Job/7 is not in the ledger")
                .contains("convertly-jobs job @" + file + " is not in the ledger")
                .contains("convertly-jobs job -x is not in the ledger")
                .contains("convertly-jobs job --failed is not in the ledger");
    }
}
