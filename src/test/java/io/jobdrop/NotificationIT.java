package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was packaged tells others, also when it is killed before they have heard it, and shows no secret of theirs. */
class NotificationIT {
    private static final String PATH = "/hooks/T0123456789/Zq81Zq81Zq81";
    private static final String SECRET = "Vb72yTVb72yTVb72yTVb72yT";

    @TempDir
    Path folder;

    private FakeVendor vendor;
    private FakeVendor receiver;
    private Path printed;
    private Distribution jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        receiver = new FakeVendor();
        printed = Files.createFile(folder.resolve("printed"));
        jobdrop = new Distribution(folder.resolve("home"))
                .printingTo(printed)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1")
                .set("JOBDROP_NOTIFY_URI", receiver.url() + PATH)
                .set("JOBDROP_NOTIFY_SECRET", SECRET);
        vendor.on("/r", Answer.bytes("text/csv", DeliveryScene.CSV));
        vendor.on(
                "/api/jobs",
                DeliveryScene.page(
                        false, DeliveryScene.completed("j1", DeliveryScene.file("r.csv", vendor.url() + "/r"))));
    }

    @AfterEach
    void stop() {
        vendor.close();
        receiver.close();
    }

    @Test
    void a_process_that_is_killed_before_it_was_heard_is_followed_by_one_that_says_the_same() throws Exception {
        receiver.on(PATH, Faults.first(1, Faults.silence(), Faults.status(200)));

        Process killed = jobdrop.start("run");
        await().atMost(Duration.ofSeconds(60)).until(() -> !receiver.requests().isEmpty() || !killed.isAlive());
        killed.destroyForcibly().waitFor();

        assertThat(jobdrop.run("run", "--once")).as(Files.readString(printed)).isZero();
        assertThat(jobdrop.run("run", "--once")).isZero();
        assertThat(receiver.requests()).hasSize(2);
        JsonNode first = event(0);
        assertThat(first.path("subject").asText()).isEqualTo("j1");
        assertThat(event(1)).isEqualTo(first);
        assertThat(folder.resolve("home/drop/convertly-jobs/j1/manifest.json")).exists();
    }

    @Test
    void neither_the_log_nor_the_metrics_show_a_secret_of_the_receiver() throws Exception {
        receiver.on(PATH, Faults.first(1, Faults.status(500), Faults.status(200)));

        assertThat(jobdrop.run("check")).isZero();
        Process service = jobdrop.start("run");
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> receiver.requests().size() > 1 || !service.isAlive());
            assertThat(jobdrop.get("/observe/health") + jobdrop.get("/observe/metrics"))
                    .contains("jobdrop_notifications_total")
                    .doesNotContain("Zq81", "Vb72");
        } finally {
            service.destroy();
            service.waitFor();
        }

        assertThat(Files.readString(printed))
                .contains("it answered 500", "takes notifications again")
                .doesNotContain("Zq81", "Vb72");
    }

    private JsonNode event(int number) throws IOException {
        return new ObjectMapper().readTree(receiver.requests().get(number).body());
    }
}
