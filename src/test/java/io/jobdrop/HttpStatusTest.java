package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A vendor whose HTTP status is the status of a job. */
@Tag("slow")
class HttpStatusTest {
    private static final String FEED = "acme-jobs";
    private static final String WITHOUT_LIST = "";
    private static final String DETAIL = "/statements/a";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        vendor.on("/r", Answer.bytes("text/csv", "a\n".getBytes(UTF_8)));
        jobdrop = new Installation(home)
                .set("ACME_URL", vendor.url())
                .set("ACME_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        feed(WITHOUT_LIST, "completed: 200, open: [202, 503], failed: 422, empty: 204, error: $.message");
    }

    @AfterEach
    void stop() {
        vendor.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "202, '{\"message\":\"running\"}', OPEN",
        "202, '', OPEN",
        "204, '', EMPTY",
        "206, '{}', HELD",
        "404, '{}', HELD",
        "503, '', OPEN"
    })
    void a_status_is_what_the_feed_declares(int status, String body, JobState state) throws Exception {
        register();
        vendor.on(DETAIL, Answer.status(status, body));

        assertThat(poll().state()).isEqualTo(state);
        assertThat(vendor.requests(DETAIL)).hasSize(1);
    }

    @Test
    void a_job_is_open_and_then_completed() throws Exception {
        register();
        vendor.on(DETAIL, Answer.status(202, "{}"));
        assertThat(poll()).matches(job -> job.state() == JobState.OPEN && "202".equals(job.status()));

        vendor.on(DETAIL, Answer.json("{\"url\":\"" + vendor.url() + "/r\"}"));

        assertThat(poll()).matches(job -> job.state() == JobState.DELIVERED && "200".equals(job.status()));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"message\":\"SQL error at https://h/x?X-Amz-Signature=s3cret\",\"id\":\"of-this-request\"}', SQL error at https://h/x",
        "'<html>', no reason given",
        "'', no reason given"
    })
    void a_declared_refusal_is_an_answer_that_may_explain_itself(String body, String reason) throws Exception {
        register();
        vendor.on(DETAIL, Answer.status(422, body));

        LedgerEntry job = poll();

        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.status()).isEqualTo("422");
        assertThat(job.error()).isEqualTo("the vendor says that the job failed: " + reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 409})
    void another_refusal_is_an_error(int status) throws Exception {
        register();
        vendor.on(DETAIL, Answer.status(status, "{\"message\":\"no\"}"));

        LedgerEntry job = poll();

        assertThat(job.state()).isEqualTo(JobState.HELD);
        assertThat(job.error()).contains("acme answered " + status, ": no");
    }

    @Test
    void what_is_asked_too_often_is_asked_again() throws Exception {
        register();
        AtomicInteger tries = new AtomicInteger();
        vendor.on(
                DETAIL,
                request -> tries.incrementAndGet() == 1
                        ? Answer.status(429, "{}").with("Retry-After", "0")
                        : Answer.status(202, "{}"));

        assertThat(poll().state()).isEqualTo(JobState.OPEN);
        assertThat(tries).hasValue(2);
    }

    @Test
    void the_detail_decides_of_a_job_that_a_list_shows() throws Exception {
        feed("list: {path: /jobs}\n", "completed: 200, open: 202, failed: 404");
        vendor.on("/jobs", Answer.json("[{\"id\":\"a\"}]"));
        vendor.on(DETAIL, Answer.json("{\"url\":\"" + vendor.url() + "/r\"}"));

        assertThat(poll().state()).isEqualTo(JobState.DELIVERED);

        vendor.on("/jobs", Answer.status(404, "{}"));
        assertThat(jobdrop.pollOnce().pollError(FEED)).contains("acme answered 404");
    }

    private LedgerEntry poll() throws InterruptedException {
        return jobdrop.pollOnce().job("a");
    }

    private void register() throws IOException {
        Path file = Files.createDirectories(home.resolve("data")).resolve("ledger.db");
        try (LedgerDatabase database = LedgerDatabase.open(file, home.resolve("drop"))) {
            RetryPolicy policy = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
            new JobLedger(database, Clock.systemUTC(), policy, text -> text).register(FEED, List.of("a"));
        }
    }

    private void feed(String list, String job) throws IOException {
        jobdrop.feed(
                FEED,
                TestFeed.yaml(
                        FEED,
                        "vendor: acme\n" + list
                                + "detail: {path: '/statements/{jobId}'}\njob: {idPattern: '.*', status: http, " + job
                                + "}\nresults: {urls: $.url}\n"));
    }
}
