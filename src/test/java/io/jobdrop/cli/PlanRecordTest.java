package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobdrop plan --record} writes a test that the feed passes as it is, and that holds no secret. */
@Tag("slow")
class PlanRecordTest extends RecordScene {
    PlanRecordTest(@TempDir Path home) throws IOException {
        super(home);
    }

    @Test
    void the_feed_passes_its_recording() throws IOException {
        assertThat(record(feeds)).as(jobdrop.err()).isZero();
        assertThat(jobdrop.out())
                .contains("acme-jobs/a/d-1.csv", "with an empty ledger")
                .contains("Recorded: " + feeds.resolve("acme-jobs.test.yaml"))
                .contains("untested: [job.error] (no recorded answer has them)");

        int requests = jobdrop.vendor.requests().size();
        jobdrop.environment.clear();
        assertThat(test()).as(jobdrop.out() + jobdrop.err()).isZero();
        assertThat(jobdrop.out()).isEqualTo("acme-jobs: passed (3 jobs, 6 requests)\n");
        assertThat(jobdrop.vendor.requests()).hasSize(requests);
    }

    @Test
    void the_recording_holds_answers_and_no_secret() throws IOException {
        record(feeds);

        assertThat(Files.readString(feeds.resolve("acme-jobs.test.yaml")))
                .contains(
                        "  - GET: '/jobs?api_key={{acme.client-secret}}'",
                        "Authorization: 'Bearer {{acme.token}}'",
                        "\"size\" : 1.50",
                        "\"id\" : \"b\"",
                        "status: 302",
                        "{\"doc\": \"d-1\", \"key\": \"{{acme.token}}\"}",
                        "caf\u00e9",
                        "  a: {state: delivered, files: [acme-jobs/a/d-1.csv]}\n",
                        "\n  b: open\n")
                .doesNotContain(KEY, "k3y", "Zq+81", "Zq%2B81", "s3cond", SIGNATURE, "t0kenOfTheVendor")
                .doesNotContain("Set-Cookie", "X-RateLimit", "Date", "X-Echo", "\u0085", "\u2028", "dXNlcjpr");
    }

    @Test
    void jobs_that_were_delivered_before_are_recorded_too() throws IOException {
        jobdrop.environment.put("JOBDROP_FEEDS", "convertly-jobs");
        assertThat(jobdrop.run("run", "--once")).isZero();
        Path folder = jobdrop.home.resolve("new/recordings");

        assertThat(record(folder, "convertly-jobs")).as(jobdrop.err()).isZero();
        assertThat(folder.resolve("convertly-jobs.test.yaml"))
                .content()
                .contains("e-1: {state: delivered")
                .doesNotContain("s3cret", "secret-key");
        assertThat(folder.toFile().list()).containsExactly("convertly-jobs.test.yaml");
    }

    @Test
    void a_feed_without_a_list_is_recorded_for_the_jobs_that_wait() throws IOException {
        Files.writeString(
                feeds.resolve("acme-jobs.camel.yaml"),
                TestFeed.yaml(
                        "acme-jobs",
                        FEED.replaceAll("(?s)list:.*?detail", "detail")
                                .replace("job: {", "job: {idPattern: '[a-z]', ")));
        jobdrop.environment.remove("ACME_CLIENT_SECRET");
        assertThat(record(feeds)).as(jobdrop.err()).isEqualTo(1);
        assertThat(jobdrop.err()).contains("no job waits in the ledger; name one with jobdrop watch acme-jobs ID");

        assertThat(jobdrop.run("watch", "acme-jobs", "a", "--feeds", feeds.toString()))
                .as(jobdrop.err())
                .isZero();
        assertThat(record(feeds)).as(jobdrop.err()).isZero();
        assertThat(test()).as(jobdrop.out() + jobdrop.err()).isZero();
    }

    @Test
    void an_answer_that_was_repeated_is_recorded_as_it_came_last() {
        int[] asked = {0};
        jobdrop.vendor.on(
                "/v2/jobs/a",
                request -> asked[0]++ == 0
                        ? Answer.status(503, "{}").with("Retry-After", "0")
                        : job("a", "done", "\"doc\":\"d-1\""));

        assertThat(record(feeds)).as(jobdrop.err()).isZero();
        assertThat(test()).as(jobdrop.out() + jobdrop.err()).isZero();
    }

    @Test
    void cursors_stay_whatever_their_parameter_is_called() throws IOException {
        Files.writeString(
                feeds.resolve("acme-jobs.camel.yaml"),
                TestFeed.yaml(
                        "acme-jobs",
                        FEED.replace("{type: link}", "{type: cursor, parameter: page_token, cursor: $.next_page_token}")
                                .replace("running", "running, empty: none")));
        String last = "\"next_page_token\":null";
        jobdrop.vendor.on(
                "/v1/jobs",
                request -> Answer.json("{\"jobs\":[{\"id\":\"j"
                        + request.query().length()
                        + "\",\"status\":\"none\"}],"
                        + (request.query().contains("third-page")
                                ? last
                                : "\"next_page_token\":\""
                                        + (request.query().contains("second-page") ? "the-third-page" : "second-page")
                                        + "\"")
                        + "}"));

        assertThat(record(feeds)).as(jobdrop.err()).isZero();
        assertThat(test()).as(jobdrop.out() + jobdrop.err()).isZero();
        assertThat(jobdrop.out()).contains("passed (3 jobs, 3 requests)");
    }

    @Test
    void an_access_token_and_the_request_for_it_are_not_recorded() throws IOException {
        jobdrop.environment.put("ACME_AUTH", "oauth2-client-credentials");
        jobdrop.environment.put("ACME_TOKEN_URL", jobdrop.vendor.url() + "/token");
        jobdrop.environment.put("ACME_CLIENT_ID", "me");
        jobdrop.environment.remove("ACME_TOKEN");
        Files.writeString(
                feeds.resolve("acme-jobs.camel.yaml"),
                TestFeed.yaml("acme-jobs", FEED.replace(", \"key\": {{acme.token}}", "")));
        jobdrop.vendor.on("/token", Answer.json("{\"access_token\":\"acc3ss-granted\",\"token_type\":\"Bearer\"}"));

        assertThat(record(feeds)).as(jobdrop.err()).isZero();
        assertThat(feeds.resolve("acme-jobs.test.yaml"))
                .content()
                .contains("Authorization: 'Bearer {{acme.token}}'")
                .doesNotContain("acc3ss", "/token", "s3cond");
        assertThat(test()).as(jobdrop.out() + jobdrop.err()).isZero();
    }

    @Test
    void settings_that_the_engineer_made_up_and_an_accept_header_of_the_feed_pass_too() throws IOException {
        Files.writeString(feeds.resolve("acme-jobs.camel.yaml"), TestFeed.yaml("acme-jobs", """
                vendor: acme
                headers: {Accept: application/vnd.api+json, Developer: "{{acme.developer-token}}"}
                list:
                  path: /accounts/{{acme.account}}/jobs
                  items: $.jobs
                  paging: {type: page, parameter: $page, sizeParameter: $top, totalPages: $.pages}
                job: {completed: done}
                download: {path: "/files/{jobId}"}
                """));
        jobdrop.vendor.on(
                "/v1/accounts/AC1/jobs", Answer.json("{\"jobs\":[{\"id\":\"a\",\"status\":\"done\"}],\"pages\":1}"));
        assertThat(record(feeds)).isEqualTo(2);
        assertThat(jobdrop.err())
                .contains("there is no setting 'acme.account'; set it, or the environment variable ACME_ACCOUNT");
        jobdrop.environment.put("ACME_ACCOUNT", "AC1");
        jobdrop.environment.put("ACME_DEVELOPER_TOKEN", "d3veloper");

        assertThat(record(feeds)).as(jobdrop.err()).isZero();
        assertThat(feeds.resolve("acme-jobs.test.yaml"))
                .content()
                .contains("Developer: '{{acme.developer-token}}'", "acme.account: 'AC1'")
                .doesNotContain("d3veloper");
        jobdrop.environment.clear();
        assertThat(test()).as(jobdrop.out() + jobdrop.err()).isZero();
    }
}
