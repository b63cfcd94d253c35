package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.Checksums;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a vendor says of a job or of a list, beside its status and its results. */
@Tag("slow")
class JobWordsTest {
    private static final String FEED = "acme-jobs";
    private static final String CSV = "a,b\n1,2\n";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        vendor.on("/r", Answer.bytes("text/csv", CSV.getBytes(UTF_8)));
        jobdrop = new Installation(home)
                .set("ACME_URL", vendor.url())
                .set("ACME_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
    }

    @AfterEach
    void stop() {
        vendor.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    @Test
    void a_word_for_a_job_without_a_file_makes_it_empty_until_it_is_completed() throws Exception {
        feed("completed: done, open: running, empty: 'NO_DATA, cancelled'", "");
        lists("'status': 'no_data'");
        assertThat(jobdrop.pollOnce().job("a"))
                .matches(job -> job.state() == JobState.EMPTY)
                .extracting(LedgerEntry::error)
                .isEqualTo("the vendor's status 'no_data' says that there is no file");

        lists("'status': 'done', 'url': '/r'");

        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.data_removed                 | 'data_removed': true                 | $.data_removed is true",
                "$.expired_at                   | 'expired_at': '2026-01-01'           | $.expired_at is 2026-01-01",
                "$[?(@.objectCount == '0')]     | 'objectCount': '0'                   | $[?(@.objectCount == '0')] finds something",
                "$[?(@.objectCount == 0)]       | 'objectCount': 0                     | $[?(@.objectCount == 0)] finds something",
                "$.warnings                     | 'warnings': [{'code': 'purged'}]     | $.warnings finds something"
            })
    void a_completed_job_has_no_file_where_the_vendor_says_so(String path, String fields, String why) throws Exception {
        feed("completed: done", ", none: \"" + path + "\"");
        lists("'status': 'done', " + fields);

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("a")).isEqualTo(JobState.EMPTY);
        assertThat(outcome.job("a").error()).isEqualTo("completed without a file: " + why);
        lists("'status': 'done', 'url': '/r', " + fields);
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.gone                     | 'gone': false",
                "$.gone                     | 'gone': null",
                "$.gone                     | 'gone': 0",
                "$.gone                     | 'gone': '0'",
                "$.gone                     | 'gone': 'False'",
                "$.gone                     | 'gone': ''",
                "$.gone                     | 'gone': []",
                "$.gone                     | 'gone': {}",
                "$.gone                     | 'other': true",
                "$[?(@.objectCount == '0')] | 'objectCount': '12'",
                "$.files[?(@.gone)]         | 'files': 'none'"
            })
    void a_completed_job_without_a_url_is_held_where_the_vendor_says_nothing(String path, String fields)
            throws Exception {
        feed("completed: done", ", none: \"" + path + "\"");
        lists("'status': 'done', " + fields);

        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.HELD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'success': false, 'errors': [{'code': '601', 'message': 'Access token invalid'}]} | Access token invalid",
                "{'errors': 'see https://u:p@h/x?X-Amz-Signature=s3cret', 'jobs': []}                | see https://h/x",
                "{'errors': {'n': 1}, 'jobs': []}                                                   | an error without an explanation",
                "{'errors': 'secret-key is not known', 'jobs': []}                                  | *** is not known"
            })
    void an_error_in_a_list_fails_the_poll_and_is_told(String answer, String told) throws Exception {
        feed("completed: done", "");
        vendor.on("/jobs", Answer.json(answer.replace('\'', '"')));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.pollError(FEED)).isEqualTo("page 1 of acme-jobs: the vendor says at $.errors: " + told);
        assertThat(outcome.jobs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "false", "{}", "0", "''"})
    void a_list_without_an_error_is_read(String nothing) throws Exception {
        feed("completed: done", "");
        vendor.on(
                "/jobs",
                Answer.json("{'errors': %s, 'jobs': []}".formatted(nothing).replace('\'', '"')));

        assertThat(jobdrop.pollOnce().pollError(FEED)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHA256HEX",
                "sha256:SHA256HEX",
                "sha-256=SHA256BASE64",
                "SHA256BASE64",
                "md5:MD5HEX",
                "MD5BASE64",
                "CRCHEX",
                "crc32c=CRCBASE64"
            })
    void a_file_with_the_vendors_checksum_is_delivered_and_another_never(String form) throws Exception {
        feed("completed: done", ", checksum: $.sum");
        String sum = Checksums.of(CSV, form);
        lists("'status': 'done', 'url': '/r', 'sum': '" + Checksums.of("other", form) + "'");

        Outcome wrong = jobdrop.pollOnce();

        assertThat(wrong.state("a")).isNotEqualTo(JobState.DELIVERED);
        assertThat(wrong.job("a").error())
                .contains("the vendor says ", " for result 1, but the file has ", "; nothing was delivered");
        assertThat(jobdrop.files()).isEmpty();
        lists("'status': 'done', 'url': '/r', 'sum': '" + sum + "'");
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'abc'", "'sha512:00'", "12345678", "{'md5': 'x'}", "'sha256:CRCHEX'"})
    void a_checksum_that_is_none_holds_the_job(String sum) throws Exception {
        feed("completed: done", ", checksum: $.sum");
        lists("'status': 'done', 'url': '/r', 'sum': " + Checksums.of(CSV, sum));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("a")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("a").error()).contains("at $.sum that is no sha256, md5 or crc32c");
    }

    private void feed(String job, String results) throws IOException {
        String list = "list: {path: /jobs, items: $.jobs, error: $.errors}\n";
        jobdrop.feed(
                FEED,
                TestFeed.yaml(
                        FEED, "vendor: acme\n" + list + "job: {" + job + "}\nresults: {urls: $.url" + results + "}\n"));
    }

    private void lists(String fields) {
        String entry = ("{'id': 'a', " + fields + "}").replace("'/r'", "'" + vendor.url() + "/r'");
        vendor.on("/jobs", Answer.json(("{'jobs': [" + entry + "]}").replace('\'', '"')));
    }
}
