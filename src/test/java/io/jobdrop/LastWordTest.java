package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vendor has the last word, from poll to poll: whatever it said of a job before. */
@Tag("slow")
class LastWordTest {
    private static final String LIST = "/api/jobs";
    private static final byte[] CSV = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        vendor.on("/r", Answer.bytes("text/csv", CSV));
        vendor.on("/refused", Answer.status(500, "{}"));
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", "convertly-jobs")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
    }

    @AfterEach
    void stop() {
        vendor.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    @Test
    void what_failed_before_is_delivered_when_the_vendor_says_completed() throws Exception {
        lists(entry("failed", 0, "null"));
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.FAILED);

        lists(completed("/r?sig=1"));

        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
        assertThat(jobdrop.file("convertly-jobs/a/r.csv")).isEqualTo(CSV);
    }

    @Test
    void what_was_empty_before_is_delivered_when_it_has_results() throws Exception {
        lists(entry("completed", 0, "[]"));
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.EMPTY);

        lists(completed("/r?sig=1"));

        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
    }

    @Test
    void an_unknown_word_and_a_missing_result_do_not_last_either() throws Exception {
        for (String before : List.of(entry("archived", 0, "null"), entry("completed", 1, "null"))) {
            lists(before);
            assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.HELD);
        }

        lists(completed("/r?sig=1"));

        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
    }

    @Test
    void a_job_that_gave_up_is_tried_again_for_another_result_and_not_for_the_same() throws Exception {
        lists(completed("/refused?sig=1"));
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.GAVE_UP);
        int asked = vendor.requests("/refused").size();

        lists(completed("/refused?sig=2"));
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.GAVE_UP);
        assertThat(vendor.requests("/refused")).hasSize(asked);

        lists(completed("/r?sig=3"));
        Outcome outcome = jobdrop.pollOnce();
        assertThat(outcome.state("a")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("a").attempts()).isEqualTo(1);
    }

    @Test
    void what_failed_costs_no_look_at_it_again() throws Exception {
        lists(entry("failed", 0, "null"));
        jobdrop.pollOnce();

        try (LogLines log = new LogLines(Level.INFO)) {
            assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.FAILED);
            assertThat(log.all()).noneMatch(line -> line.contains("job a"));
        }
        assertThat(vendor.requests("/r")).isEmpty();
    }

    @Test
    void a_delivered_job_that_is_completed_at_another_time_is_told_of_once_and_not_delivered_again() throws Exception {
        lists(completed("/r", "2026-01-01T00:00:00Z"));
        jobdrop.pollOnce();
        lists(completed("/r", "2026-01-02T00:00:00+00:00"));

        try (LogLines log = new LogLines(Level.WARN)) {
            assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
            jobdrop.pollOnce();
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("convertly-jobs job a"))
                    .containsExactly("convertly-jobs job a: it was delivered, and the vendor says now that it was"
                            + " completed at 2026-01-02T00:00:00Z; before it said 2026-01-01T00:00:00Z. It is not"
                            + " delivered again");
        }
        assertThat(vendor.requests("/r")).hasSize(1);
    }

    @Test
    void a_list_that_contradicts_itself_is_told_of_once_and_in_the_row_until_it_does_not() throws Exception {
        lists(entry("processing", 0, "null"), entry("failed", 0, "null"));

        try (LogLines log = new LogLines(Level.WARN)) {
            Outcome outcome = jobdrop.pollOnce();
            assertThat(outcome.state("a")).isEqualTo(JobState.FAILED);
            assertThat(outcome.job("a").error())
                    .isEqualTo("the vendor says that the job failed: no reason given;"
                            + " the list says both 'failed' and 'processing'");
            jobdrop.pollOnce();
            assertThat(log.all())
                    .containsOnlyOnce("convertly-jobs job a: the list says both 'failed' and 'processing';"
                            + " the most advanced statement counts");
        }

        lists(entry("failed", 0, "null"));
        assertThat(jobdrop.pollOnce().job("a").error()).doesNotContain("processing");
    }

    @Test
    void an_open_job_that_the_list_does_not_show_any_more_is_told_since_when_until_it_is_back() throws Exception {
        String other = entry("processing", 0, "null").replace("\"a\"", "\"b\"");
        lists(entry("processing", 0, "null"), other);
        assertThat(jobdrop.pollOnce().job("a").missingSince()).isNull();
        lists(other);

        Outcome first = jobdrop.pollOnce();
        Outcome second = jobdrop.pollOnce();

        assertThat(first.job("a").missingSince()).isNotNull();
        assertThat(first.job("b").missingSince()).isNull();
        assertThat(second.job("a").missingSince()).isEqualTo(first.job("a").missingSince());
        lists(entry("processing", 0, "null"), other);
        assertThat(jobdrop.pollOnce().job("a").missingSince()).isNull();
    }

    private void lists(String... entries) {
        vendor.on(
                LIST,
                Answer.json("{\"jobs\":[" + String.join(",", entries)
                        + "],\"pagination\":{\"limit\":100,\"offset\":0,\"total\":1,\"hasMore\":false}}"));
    }

    private static String entry(String status, int files, String results) {
        return "{\"id\":\"a\",\"status\":\"%s\",\"completed_files\":%d,\"results\":%s}"
                .formatted(status, files, results);
    }

    private String completed(String url) {
        return entry("completed", 1, "[{\"filename\":\"r.csv\",\"downloadUrl\":\"" + vendor.url() + url + "\"}]");
    }

    private String completed(String url, String at) {
        return completed(url).replace("\"id\"", "\"completed_at\":\"" + at + "\",\"id\"");
    }
}
