package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.config.TestFeed;
import io.jobdrop.record.RunLock;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line: what it prints, and how it exits. */
@Tag("slow")
class JobdropTest {
    private static final String BULK_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private FakeVendor vendor;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        System.setProperty("jobdrop.install", "");
        environment.put("CONVERTLY_URL", vendor.url());
        environment.put("CONVERTLY_TOKEN", "secret-key");
        environment.put("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        environment.put("JOBDROP_RETRY_BACKOFF", "1ms");
        environment.put("JOBDROP_RETRY_ATTEMPTS", "2");
        vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        lists("completed", vendor.url() + "/r/1?sig=s3cret");
    }

    @AfterEach
    void stop() {
        vendor.close();
        System.clearProperty("jobdrop.install");
        assertThat(out + err).doesNotContain("secret-key", "s3cret", "\tat ");
    }

    @Test
    void run_once_delivers_prints_a_table_and_exits_0() throws IOException {
        assertThat(run("run", "--once")).isZero();

        assertThat(out)
                .contains("convertly-jobs", "e-1", "delivered", "Files and manifests are in " + home.resolve("drop"));
        assertThat(home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
        assertThat(run("run", "--once")).isZero();
        assertThat(vendor.requests("/r/1")).hasSize(1);
    }

    @Test
    void run_once_exits_1_when_a_job_is_undelivered_and_says_why() {
        vendor.on("/r/1", Answer.status(500, "{}"));

        assertThat(run("run", "--once")).isEqualTo(1);

        assertThat(out).contains("gave-up", "answered 500 where a file was expected");
    }

    @Test
    void audit_tells_what_is_missing_or_changed_since_it_was_delivered() throws IOException {
        run("run", "--once");
        Path file = home.resolve("drop/convertly-jobs/e-1/r.csv");
        Path manifest = home.resolve("drop/convertly-jobs/e-1/manifest.json");

        assertThat(run("audit")).isZero();
        assertThat(out).contains("1 delivered jobs, 1 files, 2 bytes: all as delivered");

        Files.writeString(file, "b\n");
        assertThat(run("audit", "--feed", "convertly-jobs")).isEqualTo(1);
        assertThat(out).contains("changed: another sha256", file.toString(), "1 missing or changed");

        Files.writeString(file, "longer\n");
        Files.writeString(manifest, "{}");
        assertThat(run("audit")).isEqualTo(1);
        assertThat(out).contains("changed: 7 bytes in place of 2", "it does not agree with the ledger");

        Files.delete(file);
        Files.delete(manifest);
        assertThat(run("audit")).isEqualTo(1);
        assertThat(out).contains("missing", "2 missing or changed");
        assertThat(run("audit", "--feed", "nope")).isEqualTo(2);
    }

    @Test
    void retry_delivers_a_job_that_was_given_up_once_its_cause_is_gone() {
        vendor.on("/r/1", Answer.status(500, "{}"));
        run("run", "--once");
        vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(run("run", "--once")).isEqualTo(1);

        assertThat(run("retry", "convertly-jobs", "e-1")).isZero();

        assertThat(run("run", "--once")).isZero();
        assertThat(home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void a_job_that_the_vendor_called_failed_is_delivered_when_it_says_completed() {
        lists("failed", "");
        run("run", "--once");
        lists("completed", vendor.url() + "/r/1");

        assertThat(run("run", "--once")).isZero();

        assertThat(home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void retry_looks_again_at_a_job_that_the_vendor_calls_failed() {
        lists("failed", "");
        run("run", "--once");

        assertThat(run("retry", "--failed")).isZero();

        run("jobs", "--state", "due");
        assertThat(out).contains("e-1");
        assertThat(run("run", "--once")).isZero();
        run("jobs", "--state", "failed");
        assertThat(out).contains("e-1");
    }

    @Test
    void a_held_job_is_delivered_once_its_answer_is_understood() {
        lists("archived", "");
        assertThat(run("run", "--once")).isEqualTo(1);
        lists("completed", vendor.url() + "/r/1");

        assertThat(run("retry", "convertly-jobs", "e-1")).isZero();

        assertThat(run("run", "--once")).isZero();
        assertThat(home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void run_once_exits_1_when_a_poll_failed() {
        vendor.on("/api/jobs", Answer.status(401, "{\"error\":\"bad key secret-key\"}"));

        assertThat(run("run", "--once")).isEqualTo(1);

        assertThat(out).contains("convertly answered 401", "bad key ***", "check convertly.token (CONVERTLY_TOKEN)");
    }

    @Test
    void a_vendor_failed_or_open_job_is_no_error() {
        lists("failed", null);
        assertThat(run("run", "--once")).isZero();
        lists("processing", null);
        assertThat(run("run", "--once", "--home", home.resolve("other").toString()))
                .isZero();
    }

    @Test
    void a_wrong_configuration_exits_2_and_starts_nothing() {
        environment.put("JOBDROP_DOWNLOAD_PARALLEL", "many");
        environment.put("JOBDROP_FEEDS", "convertly-jbos");

        for (String command : List.of("run", "check", "plan")) {
            assertThat(run(command)).isEqualTo(2);
            assertThat(err)
                    .contains(
                            "2 problems, nothing was started",
                            "'many' is no whole number",
                            "did you mean 'convertly-jobs'?");
        }
        assertThat(vendor.requests()).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void a_second_run_on_one_home_is_refused_and_other_commands_work_beside_it() throws IOException {
        run("run", "--once");
        try (RunLock running = RunLock.take(home.resolve("data/ledger.db")).orElseThrow()) {
            assertThat(running).isNotNull();
            assertThat(run("run", "--once")).isEqualTo(2);
            assertThat(err).contains("Another jobdrop run works on");
            assertThat(run("jobs")).isZero();
            assertThat(run("check")).isZero();
            assertThat(run("plan")).isZero();
        }
    }

    @Test
    void a_setting_that_does_nothing_is_found_and_keeps_no_run_from_delivering() {
        environment.put("JOBDROP_DROP_S3_PREFIX", "in");

        assertThat(run("check")).isEqualTo(2);
        assertThat(err)
                .contains("1 problem, a run starts all the same:", "JOBDROP_DROP_S3_PREFIX", "does nothing: no active");

        assertThat(run("run", "--once")).isZero();
        assertThat(home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void check_tries_the_routes_of_ones_own_and_leaves_nothing() throws IOException {
        Path feeds = Files.createDirectory(home.resolve("feeds"));
        Path own = feeds.resolve("own.camel.yaml");
        String route = "- route:\n    id: own\n    from:\n      uri: direct:own\n      steps:\n        - %s: 'log:x'\n";
        Files.writeString(own, route.formatted("lgo"));

        assertThat(run("check", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(err).contains("1 problem, nothing was started", own + ":6: there is no step 'lgo'");

        Files.writeString(own, route.formatted("to"));
        assertThat(run("check", "--feeds", feeds.toString())).isZero();
        assertThat(out).contains("All is well.");
        assertThat(home.toFile().list()).containsExactly("feeds");
    }

    @Test
    void jobs_prints_the_documented_json() throws Exception {
        run("run", "--once");

        assertThat(run("jobs", "--json")).isZero();

        JsonNode job = new ObjectMapper().readTree(out).get(0);
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
        run("run", "--once");

        run("jobs", "--state", "delivered", "--feed", "convertly-jobs");
        assertThat(out).contains("e-1");
        run("jobs", "--state", "held");
        assertThat(out).doesNotContain("e-1");
        assertThat(run("jobs", "--state", "lost")).isEqualTo(2);
        assertThat(err).contains("'lost' is no state; there is open, due");
        assertThat(run("jobs", "--feed", "convertly")).isEqualTo(2);
    }

    @Test
    void plan_says_what_would_be_delivered_and_changes_nothing() {
        assertThat(run("plan")).isZero();

        assertThat(out).contains("convertly-jobs/e-1/r.csv", "1 files would be delivered");
        assertThat(vendor.requests("/r/1")).isEmpty();
        assertThat(home.resolve("drop")).doesNotExist();
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void plan_leaves_an_inbox_alone() throws IOException {
        environment.put("COMPANYENRICH_URL", vendor.url());
        environment.put("COMPANYENRICH_TOKEN", "secret-key");
        environment.put("JOBDROP_FEEDS", "companyenrich-bulk");
        Path ids = Files.createDirectories(home.resolve("inbox/companyenrich-bulk"))
                .resolve("ids.txt");
        Files.writeString(ids, BULK_ID + "\nno-uuid\n");

        assertThat(run("plan")).isZero();

        assertThat(ids).exists();
        assertThat(ids.resolveSibling("ids.txt.rejected")).doesNotExist();
    }

    @Test
    void watch_needs_no_key_but_a_feed_file_without_mistakes() throws Exception {
        environment.clear();
        assertThat(run("watch", "companyenrich-bulk", BULK_ID)).isZero();

        Path feeds = Files.createDirectory(home.resolve("feeds"));
        Files.writeString(feeds.resolve("acme-bulk.camel.yaml"), TestFeed.yaml("acme-bulk", "vendor: acme\n"));
        assertThat(run("watch", "acme-bulk", "1", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(err).contains("a feed needs the property 'job'", "nothing was registered");
    }

    @Test
    void watch_registers_ids_and_retry_makes_jobs_due() {
        assertThat(run("watch", "companyenrich-bulk", BULK_ID)).isZero();
        assertThat(out).contains("1 registered", "0 known already");
        assertThat(run("watch", "companyenrich-bulk", BULK_ID.toUpperCase(Locale.ROOT)))
                .isZero();
        assertThat(out).contains("0 registered", "1 known already");
        assertThat(run("watch", "companyenrich-bulk", "no-uuid")).isEqualTo(2);
        assertThat(run("watch", "convertly-jobs", "e-1")).isEqualTo(2);
        assertThat(run("retry", "companyenrich-bulk", BULK_ID)).isEqualTo(2);
        assertThat(err).contains("is open; nothing was changed");

        vendor.on("/r/1", Answer.status(500, "{}"));
        run("run", "--once");
        vendor.on("/r/1", Answer.bytes("text/csv", "b\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(run("run", "--once")).isEqualTo(1);
        assertThat(run("retry", "--failed")).isZero();
        assertThat(out).contains("1 jobs are due again");
        assertThat(run("run", "--once")).isZero();
        assertThat(run("retry", "convertly-jobs")).isEqualTo(2);
    }

    @Test
    void an_id_of_any_characters_is_an_argument_as_it_is() throws Exception {
        Path file = Files.writeString(home.resolve("arguments"), "--failed");
        run("run", "--once");

        assertThat(run(
                        "retry",
                        "--home",
                        home.toString(),
                        "convertly-jobs",
                        "gid://shopify/Job/7",
                        "@" + file,
                        "--",
                        "-x",
                        "--failed"))
                .isEqualTo(2);

        assertThat(err)
                .contains("convertly-jobs job gid://shopify/Job/7 is not in the ledger")
                .contains("convertly-jobs job @" + file + " is not in the ledger")
                .contains("convertly-jobs job -x is not in the ledger")
                .contains("convertly-jobs job --failed is not in the ledger");
    }

    @Test
    void the_sandbox_delivers_all_four_feeds_without_keys() {
        environment.clear();

        assertThat(run("run", "--once", "--sandbox")).isZero();

        for (String feed : List.of("companyenrich-exports", "companyenrich-bulk", "userpilot-jobs", "convertly-jobs")) {
            assertThat(home.resolve("drop").resolve(feed)).isNotEmptyDirectory();
        }
        assertThat(out).contains("That was the sandbox", "the same command again");
        environment.put("CONVERTLY_TOKEN", "secret-key");
        assertThat(run("run", "--once")).isEqualTo(2);
        assertThat(err).contains("holds jobs of the sandbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "plan", "jobs", "watch", "retry"})
    void every_command_has_help(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out).contains("Usage: jobdrop " + command, "--home", "--config", "--feeds");
    }

    @Test
    void wrong_usage_exits_2() {
        assertThat(run("run", "--twice")).isEqualTo(2);
        assertThat(run("deliver")).isEqualTo(2);
        assertThat(Jobdrop.execute(new String[0], System.out, new PrintStream(new ByteArrayOutputStream()), Map.of()))
                .isEqualTo(2);
    }

    private void lists(String status, String url) {
        String results = url == null ? "null" : "[{\"filename\":\"r.csv\",\"url\":\"" + url + "\"}]";
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-1\",\"job_type\":\"convert\",\"status\":\"" + status
                        + "\",\"results\":" + results + "}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
    }

    private int run(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--home")) {
            all.addAll(List.of("--home", home.toString()));
        }
        int code = Jobdrop.execute(
                all.toArray(new String[0]),
                new PrintStream(printed, true),
                new PrintStream(complained, true),
                environment);
        out = printed.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return code;
    }
}
