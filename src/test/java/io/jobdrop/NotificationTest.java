package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.FakeVendor.Request;
import io.jobdrop.support.Faults;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others are told of jobs and polls by HTTP, in single runs, through the real routes. */
@Timeout(120)
class NotificationTest {
    @AutoClose
    private final NotificationScene scene;

    NotificationTest(@TempDir Path home) throws IOException {
        scene = new NotificationScene(home);
    }

    @Test
    void a_delivered_job_is_told_with_its_manifest() throws Exception {
        scene.jobdrop.set("JOBDROP_NAME", "berlin-1");
        scene.delivery.lists(scene.good("ö-1"));
        Instant before = Instant.now();

        scene.jobdrop.pollOnce();

        Request request = scene.receiver.requests().get(0);
        assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents+json");
        assertThat(request.header("webhook-id")).isNull();
        assertThat(request.body()).isASCII();
        JsonNode event = scene.told().get(0);
        assertThat(event.properties())
                .extracting(field -> field.getKey())
                .containsExactly("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data");
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(UUID.fromString(event.path("id").asText())).isNotNull();
        assertThat(event.path("source").asText()).isEqualTo("jobdrop/berlin-1/convertly-jobs");
        assertThat(event.path("type").asText()).isEqualTo("io.jobdrop.job.delivered.v1");
        assertThat(event.path("subject").asText()).isEqualTo("ö-1");
        assertThat(Instant.parse(event.path("time").asText())).isBetween(before.minusMillis(1), Instant.now());
        String manifest = scene.jobdrop.files().stream()
                .filter(name -> name.endsWith("manifest.json"))
                .findFirst()
                .orElseThrow();
        assertThat(event.path("data")).isEqualTo(new ObjectMapper().readTree(scene.jobdrop.text(manifest)));
        assertThat(scene.waiting()).isEmpty();
        assertThat(scene.receiver.requests()).hasSize(1);
    }

    @Test
    void a_receiver_can_verify_who_sends() throws Exception {
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        scene.jobdrop.set(
                "JOBDROP_NOTIFY_SECRET", "whsec_" + Base64.getEncoder().encodeToString(key));
        scene.delivery.lists(scene.good("j1"));

        scene.jobdrop.pollOnce();

        Request request = scene.receiver.requests().get(0);
        String id = request.header("webhook-id");
        String time = request.header("webhook-timestamp");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] signature = mac.doFinal(NotificationScene.ascii(id + "." + time + "." + request.body()));
        assertThat(request.header("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
        assertThat(id).isEqualTo(scene.told().get(0).path("id").asText());
        assertThat(Long.parseLong(time))
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 1);
    }

    @Test
    void each_end_of_a_job_is_told_once() throws Exception {
        scene.delivery.lists(
                scene.gone("j1"),
                "{\"id\":\"j2\",\"status\":\"failed\",\"error_message\":\"no such file\"}",
                "{\"id\":\"j3\",\"status\":\"archived\"}",
                "{\"id\":\"j4\",\"status\":\"processing\"}");

        scene.jobdrop.pollOnce();
        scene.jobdrop.pollOnce();

        assertThat(scene.types()).containsExactlyInAnyOrder("job.gave-up.v1 j1", "job.failed.v1 j2", "job.held.v1 j3");
        JsonNode held = scene.told().stream()
                .filter(event -> event.path("subject").asText().equals("j3"))
                .findFirst()
                .orElseThrow()
                .path("data");
        assertThat(held.properties())
                .extracting(field -> field.getKey())
                .containsExactly("feed", "jobId", "state", "status", "reason", "attempts", "nextAttemptAt");
        assertThat(held.path("state").asText()).isEqualTo("held");
        assertThat(held.path("status").asText()).isEqualTo("archived");
        assertThat(held.path("reason").asText()).contains("archived");
    }

    @Test
    void a_job_that_is_held_at_its_results_is_told_once_and_again_for_another_reason() throws Exception {
        scene.delivery.lists(DeliveryScene.completed("j1", "{\"downloadUrl\":\"no address\"}"));
        scene.jobdrop.pollOnce();
        scene.jobdrop.pollOnce();
        assertThat(scene.types()).containsExactly("job.held.v1 j1");

        scene.delivery.lists("{\"id\":\"j1\",\"status\":\"archived\"}");
        scene.jobdrop.pollOnce();

        assertThat(scene.types()).containsExactly("job.held.v1 j1", "job.held.v1 j1");
    }

    @Test
    void polls_are_told_when_they_begin_to_fail_and_when_they_go_well_again_also_by_another_process() throws Exception {
        scene.delivery.vendor.on(DeliveryScene.LIST, Faults.status(404));
        scene.jobdrop.pollOnce();
        scene.jobdrop.pollOnce();
        scene.delivery.lists();
        scene.jobdrop.pollOnce();
        scene.jobdrop.pollOnce();

        assertThat(scene.types()).containsExactly("poll.failed.v1", "poll.recovered.v1");
        JsonNode failed = scene.told().get(0);
        assertThat(failed.has("subject")).isFalse();
        assertThat(failed.path("data").path("feed").asText()).isEqualTo("convertly-jobs");
        assertThat(failed.path("data").path("reason").asText()).contains("404");
    }

    @Test
    void a_receiver_gets_what_it_wants_to_know_and_a_feed_may_have_its_own_or_none() throws Exception {
        scene.jobdrop.set("JOBDROP_NOTIFY_EVENTS", "gave-up, failed");
        scene.delivery.lists(scene.good("j1"), scene.gone("j2"));
        scene.jobdrop.pollOnce();
        assertThat(scene.types()).containsExactly("job.gave-up.v1 j2");

        scene.jobdrop.set("CONVERTLY_JOBS_NOTIFY_URI", "none");
        scene.delivery.lists(scene.gone("j3"));
        scene.jobdrop.pollOnce();

        assertThat(scene.types()).hasSize(1);
        assertThat(scene.waiting()).isEmpty();
    }

    @Test
    void nothing_shows_the_key_in_the_path_of_a_receiver() throws Exception {
        scene.receiver.on(NotificationScene.PATH, Faults.status(500));
        scene.delivery.lists(scene.good("j1"));

        try (LogLines log = new LogLines(Level.INFO)) {
            scene.jobdrop.pollOnce();

            assertThat(log.all())
                    .filteredOn(line -> line.contains("notification"))
                    .singleElement()
                    .asString()
                    .startsWith("convertly-jobs: " + scene.receiver.url()
                            + " (jobdrop.notify.uri) does not take a notification (delivered): it answered 500. It waits,"
                            + " for jobdrop.notify.keep at most; the next attempt follows in 1 s");
            assertThat(log.all()).noneMatch(line -> line.contains("T0123456789"));
        }
        assertThat(scene.waiting()).containsExactly("delivered j1 1 it answered 500");
    }

    @Test
    void a_redirect_is_not_followed_and_what_was_not_taken_leaves_with_the_next_run_under_its_id() throws Exception {
        scene.receiver.on(NotificationScene.PATH, Faults.redirect(302, scene.receiver.url() + "/elsewhere"));
        scene.delivery.lists(scene.good("j1"));
        scene.jobdrop.pollOnce();
        assertThat(scene.waiting())
                .containsExactly("delivered j1 1 it answered 302, a redirect, which is not followed");

        scene.receiver.on(NotificationScene.PATH, Faults.status(202));
        scene.jobdrop.pollOnce();

        assertThat(scene.receiver.unexpected()).isEmpty();
        assertThat(scene.told()).hasSize(2);
        assertThat(scene.told().get(1)).isEqualTo(scene.told().get(0));
        assertThat(scene.waiting()).isEmpty();
    }

    @Test
    void a_receiver_that_is_not_there_is_told_and_the_run_is_fine() throws Exception {
        scene.receiver.close();
        scene.delivery.lists(scene.good("j1"), scene.good("j2"), scene.good("j3"), scene.good("j4"));

        assertThat(scene.jobdrop.pollOnce().jobs()).hasSize(4);

        List<String> waiting = scene.waiting();
        assertThat(waiting).hasSize(4);
        assertThat(waiting.stream().filter(row -> row.contains("refused")))
                .as("tries")
                .hasSize(3);
    }
}
