package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that are unlike the usual ones, through the whole product. */
@Tag("slow")
class OddListsTest {
    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void open() throws IOException {
        vendor = new FakeVendor();
        jobdrop = new Installation(home)
                .feed("acme", FEED)
                .set("ACME_URL", vendor.url())
                .set("ACME_TOKEN", "key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        vendor.on("/r", Faults.file(new byte[] {1}));
    }

    @AfterEach
    void close() throws IOException {
        vendor.close();
    }

    @Test
    void pages_that_are_counted_from_0_are_read_from_0() throws Exception {
        vendor.on("/jobs", (request, wire) -> {
            String page = request.query().replaceAll(".*page=(\\d+).*", "$1");
            Faults.json("{\"page\":" + page + ",\"pages\":2,\"items\":[{\"id\":\"j" + page
                            + "\",\"status\":\"completed\"}]}")
                    .send(request, wire);
        });
        vendor.on("/jobs/j0", detail("j0"));
        vendor.on("/jobs/j1", detail("j1"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.job("j0").state()).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("j1").state()).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.polls()).allMatch(poll -> poll.error() == null);
    }

    @Test
    void a_job_that_left_the_list_is_not_given_the_file_of_another() throws Exception {
        vendor.on("/jobs", list("{\"id\":\"999\",\"status\":\"running\"}"));
        assertThat(jobdrop.pollOnce().job("999").state()).isEqualTo(JobState.OPEN);
        vendor.on("/jobs", list("{\"id\":\"1\",\"status\":\"running\"}"));
        vendor.on("/jobs/999", detail("1000"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.job("999").state()).isNotEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("999").error()).contains("is about job 1000 where 999 was asked for");
        assertThat(vendor.requests("/r")).isEmpty();
    }

    @Test
    void a_poll_that_failed_is_told_of_once() throws Exception {
        vendor.on("/jobs", Faults.status(403));
        try (LogLines log = new LogLines(Level.WARN)) {
            jobdrop.pollOnce();

            assertThat(log.all()).singleElement().asString().startsWith("acme poll failed: acme answered 403");
        }
    }

    private static FakeVendor.Reply list(String items) {
        return Faults.json("{\"page\":0,\"pages\":1,\"items\":[" + items + "]}");
    }

    private FakeVendor.Reply detail(String id) {
        return Faults.json("{\"id\":\"" + id + "\",\"status\":\"completed\",\"url\":\"" + vendor.url() + "/r\"}");
    }

    private static final String FEED = TestFeed.yaml("acme", """
            vendor: acme
            list: {path: /jobs, items: $.items, paging: {type: page, first: 0, totalPages: $.pages}}
            detail: {path: "/jobs/{jobId}"}
            job: {completed: completed, open: running, failed: failed}
            results: {urls: $.url}
            """);
}
