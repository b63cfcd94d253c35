package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor that runs a job again under its id. */
@Tag("slow")
class RevisionTest {
    private static final String FEED = "acme-jobs";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        for (String run : new String[] {"1", "2", "3"}) {
            vendor.on("/r/" + run, Answer.bytes("text/csv", ("run " + run).getBytes(UTF_8)));
        }
        vendor.on("/refused", Answer.status(500, "{}"));
        jobdrop = new Installation(home)
                .set("ACME_URL", vendor.url())
                .set("ACME_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        feed(", revision: $.run");
    }

    @AfterEach
    void stop() {
        vendor.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    @Test
    void each_new_revision_is_delivered_once_beside_those_before() throws Exception {
        for (int poll = 0; poll < 2; poll++) {
            lists("done", "1", "/r/1", "2026-01-01");
            assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
        }
        try (LogLines log = new LogLines(Level.WARN)) {
            for (int poll = 0; poll < 2; poll++) {
                lists("done", "2", "/r/2", "2026-01-02");
                assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);
            }
            assertThat(log.all()).noneMatch(line -> line.contains("not delivered again"));
        }
        lists("done", "3", "/r/3", "2026-01-03");
        jobdrop.pollOnce();

        assertThat(jobdrop.files())
                .containsExactly(
                        "acme-jobs/a/manifest.json",
                        "acme-jobs/a/x.csv",
                        "acme-jobs/a@2/manifest.json",
                        "acme-jobs/a@2/x.csv",
                        "acme-jobs/a@3/manifest.json",
                        "acme-jobs/a@3/x.csv");
        assertThat(jobdrop.text("acme-jobs/a/x.csv")).isEqualTo("run 1");
        assertThat(jobdrop.text("acme-jobs/a@2/x.csv")).isEqualTo("run 2");
        assertThat(jobdrop.text("acme-jobs/a@3/x.csv")).isEqualTo("run 3");
        assertThat(vendor.requests("/r/2")).hasSize(1);
    }

    @Test
    void a_revision_that_the_vendor_works_on_waits_until_it_is_completed() throws Exception {
        lists("done", "1", "/r/1", "2026-01-01");
        jobdrop.pollOnce();
        lists("running", "2", "", "2026-01-01");
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);

        lists("done", "2", "/r/2", "2026-01-02");
        jobdrop.pollOnce();

        assertThat(jobdrop.text("acme-jobs/a@2/x.csv")).isEqualTo("run 2");
    }

    @Test
    void a_revision_that_cannot_be_fetched_is_given_up_and_the_next_one_is_delivered() throws Exception {
        lists("done", "1", "/r/1", "2026-01-01");
        jobdrop.pollOnce();
        lists("done", "2", "/refused", "2026-01-02");
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.GAVE_UP);

        lists("done", "3", "/r/3", "2026-01-03");
        assertThat(jobdrop.pollOnce().state("a")).isEqualTo(JobState.DELIVERED);

        assertThat(jobdrop.text("acme-jobs/a@3/x.csv")).isEqualTo("run 3");
    }

    @Test
    void what_was_delivered_before_the_feed_had_revisions_is_not_delivered_again() throws Exception {
        feed("");
        lists("done", "1", "/r/1", "2026-01-01");
        jobdrop.pollOnce();
        feed(", revision: $.run");
        jobdrop.pollOnce();
        assertThat(jobdrop.files()).hasSize(2);

        lists("done", "2", "/r/2", "2026-01-02");
        jobdrop.pollOnce();

        assertThat(jobdrop.text("acme-jobs/a@2/x.csv")).isEqualTo("run 2");
    }

    private void feed(String job) throws IOException {
        jobdrop.feed(
                FEED,
                TestFeed.yaml(
                        FEED,
                        "vendor: acme\nlist: {path: /jobs}\njob: {completed: done, open: running" + job
                                + "}\nresults: {urls: $.files}\n"));
    }

    private void lists(String status, String run, String url, String at) {
        String files = url.isEmpty() ? "[]" : "[{'url': '" + vendor.url() + url + "', 'name': 'x.csv'}]";
        String entry = "{'id': 'a', 'status': '%s', 'run': %s, 'completed_at': '%sT00:00:00Z', 'files': %s}";
        vendor.on("/jobs", Answer.json(("[" + entry.formatted(status, run, at, files) + "]").replace('\'', '"')));
    }
}
