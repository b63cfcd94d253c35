package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The five endpoints as the vendors' documents describe them: every field, every status, every documented error. */
@Tag("slow")
class EndpointDocumentsTest {
    private static final String EXPORT = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String EXPORTS = "/companies/search/async/jobs";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        jobdrop = new Installation(home).set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        vendor.on("/files/1", Answer.bytes("text/csv", "domain\nexample.com\n".getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() {
        vendor.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    @Test
    void company_enrich_export_list_and_detail() throws Exception {
        account("companyenrich", "companyenrich-exports");
        vendor.on(EXPORTS, fixture("companyenrich-export-list.json"));
        vendor.on("/companies/search/async/" + EXPORT, fixture("companyenrich-export-get.json"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.pollError("companyenrich-exports")).isNull();
        assertThat(outcome.state(EXPORT)).isEqualTo(JobState.DELIVERED);
        assertThat(jobdrop.files()).contains("companyenrich-exports/" + EXPORT + "/" + EXPORT + ".csv");
        assertThat(vendor.requests(EXPORTS)).singleElement().satisfies(request -> {
            assertThat(request.header("Authorization")).isEqualTo("Bearer key");
            assertThat(request.header("Accept")).isEqualTo("application/json");
            assertThat(request.parameters()).containsEntry("page", "1").containsEntry("pageSize", "100");
        });
    }

    @Test
    void the_documented_export_example_has_no_status_and_is_judged_by_its_detail() throws Exception {
        account("companyenrich", "companyenrich-exports");
        vendor.on(EXPORTS, fixture("companyenrich-export-list-example.json"));
        vendor.on("/companies/search/async/" + EXPORT, fixture("companyenrich-export-get.json"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state(EXPORT)).isEqualTo(JobState.DELIVERED);
        assertThat(vendor.requests("/companies/search/async/" + EXPORT)).hasSize(1);
    }

    @Test
    void company_enrich_bulk_detail_of_an_id_from_the_inbox() throws Exception {
        account("companyenrich", "companyenrich-bulk");
        vendor.on("/companies/enrich/bulk/" + EXPORT, fixture("companyenrich-bulk-get.json"));
        Path inbox = Files.createDirectories(home.resolve("inbox/companyenrich-bulk"));
        Files.writeString(inbox.resolve("ids.txt"), EXPORT + "\n");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state(EXPORT)).isEqualTo(JobState.DELIVERED);
        assertThat(inbox.resolve(".done/ids.txt")).exists();
        assertThat(inbox.resolve("ids.txt")).doesNotExist();
    }

    @Test
    void userpilot_background_jobs() throws Exception {
        account("userpilot", "userpilot-jobs");
        vendor.on("/v1/background_jobs", fixture("userpilot-list-jobs.json"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("job-one-link")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.state("job-two-links")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.state("job-import")).isEqualTo(JobState.EMPTY);
        assertThat(outcome.state("job-queued")).isEqualTo(JobState.OPEN);
        assertThat(outcome.state("job-validating")).isEqualTo(JobState.OPEN);
        assertThat(outcome.state("job-processing")).isEqualTo(JobState.OPEN);
        assertThat(outcome.state("job-pending-refresh")).isEqualTo(JobState.OPEN);
        assertThat(outcome.state("job-failed")).isEqualTo(JobState.FAILED);
        assertThat(outcome.state("job-no-link")).isEqualTo(JobState.HELD);
        assertThat(jobdrop.files())
                .contains(
                        "userpilot-jobs/job-one-link/users.csv",
                        "userpilot-jobs/job-two-links/parts.csv",
                        "userpilot-jobs/job-two-links/parts-2.csv");
        assertThat(vendor.requests("/v1/background_jobs"))
                .allMatch(request -> "Token key".equals(request.header("Authorization")));
    }

    @Test
    void convertly_jobs() throws Exception {
        account("convertly", "convertly-jobs");
        jobdrop.set("CONVERTLY_AUTH_SCHEME", "x-api-key");
        vendor.on("/api/jobs", fixture("convertly-list-jobs.json"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("11111111-0000-4000-8000-000000000001")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.state("11111111-0000-4000-8000-000000000002")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.state("11111111-0000-4000-8000-000000000003")).isEqualTo(JobState.EMPTY);
        assertThat(outcome.state("11111111-0000-4000-8000-000000000004")).isEqualTo(JobState.HELD);
        assertThat(outcome.state("11111111-0000-4000-8000-000000000005")).isEqualTo(JobState.OPEN);
        assertThat(outcome.state("11111111-0000-4000-8000-000000000006")).isEqualTo(JobState.OPEN);
        assertThat(outcome.state("11111111-0000-4000-8000-000000000007")).isEqualTo(JobState.FAILED);
        assertThat(outcome.job("11111111-0000-4000-8000-000000000007").error()).contains("codec not supported");
        assertThat(jobdrop.files())
                .contains(
                        "convertly-jobs/11111111-0000-4000-8000-000000000001/photo.webp",
                        "convertly-jobs/11111111-0000-4000-8000-000000000002/a.txt",
                        "convertly-jobs/11111111-0000-4000-8000-000000000002/b.csv");
        assertThat(vendor.requests("/api/jobs"))
                .allMatch(request -> "key".equals(request.header("x-api-key"))
                        && request.header("Authorization") == null
                        && request.number("limit") == 100
                        && request.number("offset") == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "pending, OPEN",
        "processing, OPEN",
        "completing, OPEN",
        "completed, DELIVERED",
        "failed, FAILED",
        "paused, HELD"
    })
    void every_status_of_company_enrich(String status, JobState expected) throws Exception {
        account("companyenrich", "companyenrich-exports,companyenrich-bulk");
        Answer list = fixture("companyenrich-export-list.json");
        vendor.on(EXPORTS, replaced(list, "completed\"", status + "\""));
        for (String detail : new String[] {"search/async", "enrich/bulk"}) {
            Answer get = fixture("companyenrich-" + (detail.startsWith("s") ? "export" : "bulk") + "-get.json");
            vendor.on("/companies/" + detail + "/" + EXPORT, replaced(get, "completed\"", status + "\""));
        }
        Files.createDirectories(home.resolve("inbox/companyenrich-bulk"));
        Files.writeString(home.resolve("inbox/companyenrich-bulk/a.csv"), "name,job_id\nx," + EXPORT + "\n");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.jobs())
                .hasSize(2)
                .allSatisfy(job -> assertThat(job.state()).isEqualTo(expected));
    }

    static Stream<Arguments> documentedErrors() {
        return Stream.of(
                Arguments.of("companyenrich", "companyenrich-exports", EXPORTS, new int[] {400, 401, 402, 422, 429}),
                Arguments.of("userpilot", "userpilot-jobs", "/v1/background_jobs", new int[] {401, 403, 500}),
                Arguments.of("convertly", "convertly-jobs", "/api/jobs", new int[] {401, 500}));
    }

    @ParameterizedTest
    @MethodSource("documentedErrors")
    void a_documented_error_of_a_list_fails_the_poll_with_the_vendors_words(
            String name, String feed, String path, int[] statuses) throws Exception {
        account(name, feed);
        for (int status : statuses) {
            vendor.on(
                    path,
                    Answer.status(status, "{\"error\":\"because of " + status + "\"}")
                            .with("Retry-After", "0"));

            String error = jobdrop.pollOnce().pollError(feed);

            assertThat(error).startsWith(name + " answered " + status).contains("because of " + status);
            if (status == 401) {
                assertThat(error).contains(name + ".token", name + ".auth-scheme");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"400, HELD", "401, HELD", "402, HELD", "404, HELD", "422, HELD", "429, GAVE_UP", "500, GAVE_UP"})
    void a_documented_error_of_a_detail_is_the_jobs_reason(int status, JobState expected) throws Exception {
        account("companyenrich", "companyenrich-exports");
        vendor.on(EXPORTS, fixture("companyenrich-export-list.json"));
        vendor.on(
                "/companies/search/async/" + EXPORT,
                Answer.status(status, "{\"title\":\"because of " + status + "\"}")
                        .with("Retry-After", "0"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state(EXPORT)).isEqualTo(expected);
        assertThat(outcome.job(EXPORT).error()).contains("companyenrich answered " + status, "because of " + status);
        assertThat(jobdrop.files()).isEmpty();
    }

    private void account(String name, String feeds) {
        String prefix = name.toUpperCase(java.util.Locale.ROOT);
        jobdrop.set(prefix + "_URL", vendor.url()).set(prefix + "_TOKEN", "key").set("JOBDROP_FEEDS", feeds);
    }

    private Answer fixture(String name) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/vendor/" + name)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Answer.json(json.replace("RESULT", vendor.url() + "/files/1?X-Amz-Signature=abc"));
        }
    }

    private static Answer replaced(Answer answer, String what, String with) {
        return Answer.json(new String(answer.body(), StandardCharsets.UTF_8).replace(what, with));
    }
}
