package io.jobdrop;

import static io.jobdrop.DeliveryScene.CSV;
import static io.jobdrop.DeliveryScene.LIST;
import static io.jobdrop.DeliveryScene.completed;
import static io.jobdrop.DeliveryScene.file;
import static io.jobdrop.DeliveryScene.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a poll makes of lists that fail, are slow or change, and of two accounts at once. */
class FeedPollTest {
    @AutoClose
    private final DeliveryScene scene;

    FeedPollTest(@TempDir Path home) throws IOException {
        scene = new DeliveryScene(home);
    }

    @Test
    void a_failing_page_ends_the_walk_and_what_earlier_pages_gave_is_delivered() throws Exception {
        scene.host.on("/r/1", Answer.bytes("text/csv", CSV));
        scene.vendor.on(
                LIST,
                request -> request.number("offset") == 0
                        ? page(true, completed("e-1", file("r.csv", scene.host.url() + "/r/1")))
                        : Answer.status(422, "{\"error\":\"offset too large\"}"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-1")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.pollError("convertly-jobs")).contains("convertly answered 422", "offset too large");
    }

    @Test
    void a_passing_failure_of_the_api_is_repeated_in_place() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        scene.vendor.on(
                LIST,
                request ->
                        tries.incrementAndGet() == 1 ? Answer.status(429, "{}").with("Retry-After", "0") : page(false));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.pollError("convertly-jobs")).isNull();
        assertThat(tries).hasValue(2);
    }

    @Test
    void a_slow_vendor_does_not_hold_back_another() throws Exception {
        CountDownLatch otherDelivered = new CountDownLatch(1);
        try (FakeVendor slow = new FakeVendor()) {
            slow.on("/v1/background_jobs", request -> {
                await(otherDelivered);
                return Answer.json("[]");
            });
            scene.jobdrop.set("USERPILOT_URL", slow.url()).set("USERPILOT_TOKEN", "other-key");
            scene.lists(completed("e-17", file("r.csv", scene.host.url() + "/r/17")));
            scene.host.on("/r/17", request -> {
                otherDelivered.countDown();
                return Answer.bytes("text/csv", CSV);
            });

            Outcome outcome = scene.jobdrop.pollOnce();

            assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
            assertThat(outcome.pollError("userpilot-jobs")).isNull();
        }
    }

    @Test
    void two_accounts_of_one_vendor_are_two_feed_files_with_their_own_credentials() throws Exception {
        try (FakeVendor second = new FakeVendor()) {
            String yaml = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"))
                    .replace("convertly-jobs", "second-jobs")
                    .replace("vendor: convertly", "vendor: second");
            scene.jobdrop
                    .feed("second-jobs", yaml)
                    .set("SECOND_URL", second.url())
                    .set("SECOND_TOKEN", "second-key");
            scene.lists(completed("e-1", file("r.csv", scene.host.url() + "/r/1")));
            second.on(LIST, page(false, completed("e-1", file("r.csv", scene.host.url() + "/r/2"))));
            scene.host.on("/r/1", Answer.bytes("text/csv", CSV));
            scene.host.on("/r/2", Answer.bytes("text/csv", "other\n".getBytes(StandardCharsets.UTF_8)));

            scene.jobdrop.pollOnce();

            assertThat(scene.jobdrop.text("convertly-jobs/e-1/r.csv")).isEqualTo("a,b\n1,2\n");
            assertThat(scene.jobdrop.text("second-jobs/e-1/r.csv")).isEqualTo("other\n");
            assertThat(scene.vendor.requests()).allMatch(r -> "Bearer secret-key".equals(r.header("Authorization")));
            assertThat(second.requests()).allMatch(r -> "Bearer second-key".equals(r.header("Authorization")));
        }
    }

    @Test
    void a_due_job_that_the_vendor_no_longer_lists_is_held_and_does_not_keep_a_run_alive() throws Exception {
        scene.jobdrop.set("JOBDROP_RETRY_ATTEMPTS", "9");
        AtomicInteger polls = new AtomicInteger();
        String strange = completed("strange", "{\"filename\":\"no-url\"}");
        scene.host.on("/r/1", Answer.status(500, "{}"));
        scene.vendor.on(
                LIST,
                request -> polls.incrementAndGet() == 1
                        ? page(false, completed("gone", file("r.csv", scene.host.url() + "/r/1")), strange)
                        : page(false, strange));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("gone")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("gone").error()).startsWith("the vendor's list does not show it any more");
        assertThat(outcome.state("strange")).isEqualTo(JobState.HELD);
        assertThat(polls).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
