package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.Run;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.Artemis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Notifications by Camel's components for JMS and mail, to servers as they are in use. */
@Timeout(120)
@Tag("slow")
class NotificationReceiverTest {
    private static final String FEED = "convertly-jobs";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @AutoClose
    private final NotificationScene scene;

    NotificationReceiverTest(@TempDir Path home) throws IOException {
        scene = new NotificationScene(home);
        scene.jobdrop.set("JOBDROP_HTTP_PORT", "").set("CONVERTLY_JOBS_SCHEDULE", "0 0 3 * * ?");
    }

    @Test
    void a_broker_gets_a_cloud_event() throws Exception {
        try (Artemis broker = new Artemis().start()) {
            sendTo(broker);
            scene.delivery.lists(scene.good("ö-1"));

            scene.jobdrop.pollOnce();

            assertThat(scene.waiting()).isEmpty();
            List<Message> messages = broker.messages();
            assertThat(messages).hasSize(1);
            assertThat(messages.get(0).getHeader("Content-Type")).isEqualTo("application/cloudevents+json");
            JsonNode event = event(messages.get(0));
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("type").asText()).isEqualTo("io.jobdrop.job.delivered.v1");
            assertThat(event.path("source").asText()).isEqualTo("jobdrop/jobdrop/" + FEED);
            assertThat(event.path("data").path("jobId").asText()).isEqualTo("ö-1");
        }
    }

    @Test
    void a_broker_that_comes_up_later_gets_everything_once_and_in_order() throws Exception {
        try (Artemis broker = new Artemis()) {
            sendTo(broker);
            try (Run run = Run.prepare(scene.jobdrop.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE)) {
                run.start();
                poll(run, "{\"id\":\"j1\",\"status\":\"archived\"}");
                await().atMost(PATIENCE).until(() -> scene.waiting().stream().anyMatch(row -> !row.contains(" 0 ")));
                poll(run, DeliveryScene.completed("j1", "{\"downloadUrl\":\"no address\"}"));
                poll(run, scene.good("j1"), scene.good("j2"));
                assertThat(scene.waiting()).hasSize(4);

                broker.start();

                await().atMost(PATIENCE).until(() -> scene.waiting().isEmpty());
            }
            List<String> told = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (Message message : broker.messages()) {
                JsonNode event = event(message);
                told.add(event.path("subject").asText() + " "
                        + event.path("type").asText());
                ids.add(event.path("id").asText());
            }
            assertThat(told)
                    .hasSize(4)
                    .contains("j2 io.jobdrop.job.delivered.v1")
                    .containsSubsequence(
                            "j1 io.jobdrop.job.held.v1", "j1 io.jobdrop.job.held.v1", "j1 io.jobdrop.job.delivered.v1");
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_mail_holds_the_event() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_POP3)
        });
        server.setUser("ops@example.com", "ops", "s3cret-word");
        server.start();
        try {
            scene.jobdrop.set(
                    "JOBDROP_NOTIFY_URI",
                    "smtp://127.0.0.1:" + server.getSmtp().getPort()
                            + "?username=ops&password=RAW(s3cret-word)&to=ops@example.com&from=jobdrop@example.com"
                            + "&subject=Jobdrop");
            scene.delivery.lists(scene.good("ö-1"));

            scene.jobdrop.pollOnce();

            assertThat(scene.waiting()).isEmpty();
            Message mail = mail(server);
            assertThat(mail.getHeader("Subject")).isEqualTo("Jobdrop");
            assertThat(mail.getHeader("From")).isEqualTo("jobdrop@example.com");
            assertThat(mail.getHeader("Content-Type", String.class)).startsWith("application/cloudevents+json");
            assertThat(event(mail).path("subject").asText()).isEqualTo("ö-1");
            assertThat(event(mail).path("data").path("files")).hasSize(1);
        } finally {
            server.stop();
        }
    }

    private void sendTo(Artemis broker) throws IOException {
        scene.jobdrop.feed("broker", broker.beans()).set("JOBDROP_NOTIFY_URI", broker.uri());
    }

    private void poll(Run run, String... jobs) throws Exception {
        scene.delivery.lists(jobs);
        assertThat(run.bundle().polls().pollNow(FEED).get().error()).isNull();
        run.bundle().inFlight().awaitNone(FEED);
    }

    private static JsonNode event(Message message) throws IOException {
        return new ObjectMapper().readTree(Objects.requireNonNull(message.getBody(String.class)));
    }

    // As the user reads it.
    private static Message mail(GreenMail server) throws IOException {
        String box = "pop3://127.0.0.1:" + server.getPop3().getPort() + "?username=ops&password=RAW(s3cret-word)";
        try (DefaultCamelContext context = new DefaultCamelContext();
                ConsumerTemplate consumer = context.createConsumerTemplate()) {
            context.start();
            Exchange exchange = consumer.receive(box, PATIENCE.toMillis());
            Message mail = exchange.getMessage();
            mail.setBody(new String(mail.getBody(byte[].class), StandardCharsets.US_ASCII));
            return mail;
        }
    }
}
