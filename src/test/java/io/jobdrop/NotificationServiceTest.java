package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.poll.Poll;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.Run;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.Faults;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications of a service whose receiver is down, hangs or refuses one of them. */
@Timeout(120)
@Tag("slow")
class NotificationServiceTest {
    private static final String FEED = "convertly-jobs";
    private static final String TIMES = "?connectTimeout=1000&responseTimeout=500";

    @AutoClose
    private final NotificationScene scene;

    private final int port = ServerProcess.freePort();

    NotificationServiceTest(@TempDir Path home) throws IOException {
        scene = new NotificationScene(home);
        scene.jobdrop.set("JOBDROP_HTTP_PORT", Integer.toString(port)).set("CONVERTLY_JOBS_SCHEDULE", "0 0 3 * * ?");
    }

    @Test
    void what_a_receiver_did_not_take_is_sent_again_and_told_with_two_lines_of_log() throws Exception {
        scene.receiver.on(NotificationScene.PATH, Faults.first(2, Faults.status(500), Faults.status(200)));
        scene.delivery.lists(scene.good("j1"));

        try (LogLines log = new LogLines(Level.INFO);
                Run run = start()) {
            poll(run);
            await().atMost(Duration.ofSeconds(30)).until(() -> scene.waiting().isEmpty());

            assertThat(scene.types()).containsOnly("job.delivered.v1 j1").hasSize(3);
            assertThat(scene.told()).containsOnly(scene.told().get(0));
            assertThat(log.all())
                    .filteredOn(line -> line.contains("notification"))
                    .hasSize(2)
                    .last()
                    .asString()
                    .isEqualTo(FEED + ": " + scene.receiver.url() + " takes notifications again");
            assertThat(metrics())
                    .contains("jobdrop_notifications_total{feed=\"" + FEED + "\",outcome=\"sent\"} 1.0")
                    .contains("jobdrop_notifications_total{feed=\"" + FEED + "\",outcome=\"failed\"} 2.0")
                    .doesNotContain("T0123456789", "127.0.0.1");
        }
    }

    @Test
    void a_receiver_that_hangs_delays_neither_deliveries_nor_polls_nor_the_stop() throws Exception {
        scene.receiver.on(NotificationScene.PATH, Faults.silence());
        scene.jobdrop.set(
                "JOBDROP_NOTIFY_URI", scene.receiver.url() + NotificationScene.PATH + "?responseTimeout=2000");
        scene.delivery.lists(scene.good("j1"));

        long began;
        try (Run run = start()) {
            poll(run);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !scene.receiver.requests().isEmpty());
            scene.delivery.lists(scene.good("j1"), scene.good("j2"));

            poll(run);

            assertThat(scene.jobdrop.files()).contains("convertly-jobs/j2/manifest.json");
            assertThat(scene.types()).doesNotContain("job.delivered.v1 j2");
            began = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(scene.waiting()).hasSize(2);
    }

    @Test
    void a_notification_that_is_refused_does_not_hold_back_those_of_other_jobs() throws Exception {
        Reply choosy = (request, wire) -> (request.body().contains("\"subject\":\"j1\"")
                        ? Faults.status(413)
                        : Faults.status(200))
                .send(request, wire);
        scene.receiver.on(NotificationScene.PATH, choosy);
        scene.delivery.lists(scene.good("j1"));

        try (Run run = start()) {
            poll(run);
            await().atMost(Duration.ofSeconds(30)).until(() -> tried("j1"));
            scene.delivery.lists(scene.good("j1"), scene.good("j2"), scene.good("j3"));
            poll(run);

            await().atMost(Duration.ofSeconds(30)).until(() -> scene.waiting().size() == 1);
            assertThat(scene.waiting().get(0)).startsWith("delivered j1 ").endsWith("it answered 413");
            assertThat(scene.types()).contains("job.delivered.v1 j2", "job.delivered.v1 j3");
        }
    }

    @Test
    void the_receiver_of_another_feed_does_not_wait() throws Exception {
        try (FakeVendor other = otherFeed()) {
            scene.receiver.on(NotificationScene.PATH, Faults.silence());
            scene.delivery.lists(scene.good("j1"));

            try (Run run = start()) {
                poll(run);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !scene.receiver.requests().isEmpty());
                await().atMost(Duration.ofSeconds(8))
                        .untilAsserted(() -> assertThat(other.requests())
                                .singleElement()
                                .asString()
                                .contains("io.jobdrop.poll.failed.v1"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX", "HTTP/1.1 103 Early Hints\r\n\r\n"})
    void a_receiver_whose_response_trickles_is_given_up_in_its_time_and_no_other_feed_waits(String head)
            throws Exception {
        scene.receiver.on(NotificationScene.PATH, Faults.first(1, trickle(head), Faults.status(200)));
        scene.jobdrop.set("JOBDROP_NOTIFY_URI", scene.receiver.url() + NotificationScene.PATH + TIMES);
        scene.delivery.lists(scene.good("j1"));

        try (FakeVendor other = otherFeed();
                LogLines log = new LogLines(Level.INFO);
                Run run = start()) {
            poll(run);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !scene.receiver.requests().isEmpty());
            await().atMost(Duration.ofSeconds(8)).until(() -> !other.requests().isEmpty());
            await().atMost(Duration.ofSeconds(20)).until(() -> scene.waiting().isEmpty());

            assertThat(scene.told()).hasSize(2).containsOnly(scene.told().get(0));
            assertThat(log.all())
                    .anyMatch(line ->
                            line.contains("it did not answer within 1500 ms (connectTimeout and responseTimeout)"));
        }
    }

    @Test
    void a_receiver_that_has_answered_has_taken_it_although_the_body_trickles() throws Exception {
        Reply body = (request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            trickle("x").send(request, wire);
        };
        scene.receiver.on(NotificationScene.PATH, body);
        scene.jobdrop.set("JOBDROP_NOTIFY_URI", scene.receiver.url() + NotificationScene.PATH + TIMES);
        scene.delivery.lists(scene.good("j1"), scene.good("j2"));

        try (Run run = start()) {
            poll(run);
            await().atMost(Duration.ofSeconds(20)).until(() -> scene.waiting().isEmpty());
        }

        assertThat(scene.types()).containsExactlyInAnyOrder("job.delivered.v1 j1", "job.delivered.v1 j2");
    }

    private static Reply trickle(String text) {
        return (request, wire) -> {
            for (int i = 0; i < 5000; i++) {
                wire.write(text.substring(i % text.length(), i % text.length() + 1));
                wire.pause(20);
            }
        };
    }

    // One whose poll fails, which it tells a receiver of its own.
    private FakeVendor otherFeed() throws IOException {
        FakeVendor other = new FakeVendor();
        other.on("/n", Faults.status(200));
        scene.delivery.vendor.on("/v1/background_jobs", Faults.status(404));
        scene.jobdrop
                .set("USERPILOT_URL", scene.delivery.vendor.url())
                .set("USERPILOT_TOKEN", "key")
                .set("USERPILOT_JOBS_SCHEDULE", "0 0 3 * * ?")
                .set("USERPILOT_JOBS_NOTIFY_URI", other.url() + "/n?connectTimeout=1000");
        return other;
    }

    private boolean tried(String id) throws Exception {
        return scene.waiting().stream().anyMatch(row -> row.startsWith("delivered " + id + " 1"));
    }

    private Run start() throws Exception {
        Run run = Run.prepare(scene.jobdrop.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE);
        run.start();
        return run;
    }

    private static void poll(Run run) throws Exception {
        Poll poll = run.bundle().polls().pollNow(FEED).get();
        assertThat(poll.error()).isNull();
        run.bundle().inFlight().awaitNone(FEED);
    }

    private List<String> metrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("jobdrop_"))
                .toList();
    }
}
