package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A poll ends in its time, whatever it waits for; only a queue that is full may take longer. */
@Tag("slow")
@Timeout(120)
class PollTimeoutTest {
    private static final String LATE = "it took longer than convertly-jobs.poll-timeout (1 s), and was ended";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", "convertly-jobs")
                .set("CONVERTLY_JOBS_POLL_TIMEOUT", "1s");
    }

    @AfterEach
    void stop() throws IOException {
        vendor.close();
    }

    @Test
    void a_vendor_that_does_not_answer() throws Exception {
        vendor.on("/api/jobs", (request, wire) -> wire.pause(60_000));

        assertThat(jobdrop.pollOnce().pollError("convertly-jobs")).isEqualTo(LATE);
        assertThat(vendor.requests()).hasSize(1);
    }

    @Test
    void a_vendor_that_answers_page_after_page_for_ever() throws Exception {
        vendor.on("/api/jobs", (request, wire) -> {
            wire.pause(100);
            String id = request.query().replaceAll("\\D", "");
            Faults.json("{\"jobs\":[{\"id\":\"a" + id + "\",\"status\":\"pending\"}],"
                            + "\"pagination\":{\"limit\":1,\"hasMore\":true}}")
                    .send(request, wire);
        });

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.pollError("convertly-jobs")).isEqualTo(LATE);
        assertThat(outcome.jobs()).isNotEmpty().allMatch(job -> job.state() == JobState.OPEN);
    }

    @Test
    void a_vendor_that_wants_to_be_left_alone() throws Exception {
        jobdrop.set("JOBDROP_RETRY_MAX_BACKOFF", "50s");
        vendor.on("/api/jobs", Faults.status(429, "Retry-After", "40"));

        assertThat(jobdrop.pollOnce().pollError("convertly-jobs")).isEqualTo(LATE);
        assertThat(vendor.requests()).hasSize(1);
    }

    @Test
    void waiting_for_a_place_in_the_queue_takes_no_time() throws Exception {
        try (FakeVendor host = new FakeVendor()) {
            byte[] csv = "a\n".getBytes(StandardCharsets.UTF_8);
            FakeVendor slow = vendor;
            slow.on("/r", (request, wire) -> {
                wire.pause(300);
                Faults.file(csv).send(request, wire);
            });
            String jobs = IntStream.range(0, 12)
                    .mapToObj(
                            i -> "{\"id\":\"j" + i + "\",\"status\":\"completed\",\"completed_files\":1,\"results\":[{"
                                    + "\"filename\":\"r.csv\",\"url\":\"" + slow.url() + "/r\"}]}")
                    .collect(Collectors.joining(","));
            host.on(
                    "/api/jobs",
                    Answer.json("{\"jobs\":[" + jobs + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
            jobdrop.set("CONVERTLY_URL", host.url())
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", slow.host())
                    .set("JOBDROP_DOWNLOAD_PARALLEL", "1")
                    .set("JOBDROP_QUEUE_SIZE", "1");

            Outcome outcome = jobdrop.pollOnce();

            assertThat(outcome.pollError("convertly-jobs")).isNull();
            assertThat(outcome.jobs()).hasSize(12).allMatch(job -> job.state() == JobState.DELIVERED);
        }
    }
}
