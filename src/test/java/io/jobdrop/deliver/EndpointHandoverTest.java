package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is handed over to an endpoint, in which order, and what is said of it afterwards. */
class EndpointHandoverTest {
    @TempDir
    Path folder;

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private DropScene scene;

    @BeforeEach
    void open() {
        scene = new DropScene(folder)
                .set("JOBDROP_DROP", "endpoint")
                .set("JOBDROP_DROP_URI", "sftp://me:s3cret@host/in?password=RAW(pw&pw)");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void the_results_come_in_their_order_and_the_manifest_after_them() throws Exception {
        List<StagedResult> results = List.of(scene.staged(1, "b.csv", "123"), scene.staged(2, "a.csv", "1234"));

        List<Handover> handovers = handovers(results);

        assertThat(handovers).extracting(Handover::path).containsExactly("f/a/b.csv", "f/a/a.csv", "f/a/manifest.json");
        assertThat(handovers.get(0).headers()).containsEntry("JobdropIndex", 1);
        assertThat(handovers.get(2).headers()).containsEntry("JobdropFiles", 2);
        assertThat(handovers.get(2).staged()).isNull();
    }

    @Test
    void an_endpoint_that_wants_no_manifest_gets_none() throws Exception {
        scene.set("JOBDROP_DROP_SEND_MANIFEST", "false");
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "123"));

        List<Handover> handovers = handovers(results);

        assertThat(handovers).extracting(Handover::path).containsExactly("f/a/a.csv");
        assertThat(delivered(handovers).manifest()).isNull();
        assertThat(delivered(handovers).content()).contains(results.get(0).sha256());
    }

    @Test
    void a_message_carries_the_file_under_its_name_with_what_is_known_of_it() throws Exception {
        scene.set("JOBDROP_DROP_NAME_HEADER", "CamelAwsS3Key");
        StagedResult result = scene.staged(1, "a.csv", "123");

        Message message = message(handovers(List.of(result)).get(0));

        assertThat(message.getBody()).isEqualTo(result.localFile().toFile());
        assertThat(message.getHeaders())
                .containsEntry(Exchange.FILE_NAME, "f/a/a.csv")
                .containsEntry("CamelAwsS3Key", "f/a/a.csv")
                .containsEntry("JobdropSha256", result.sha256());
    }

    @Test
    void the_manifest_says_what_was_handed_over_and_by_which_attempt() throws Exception {
        StagedResult result = scene.staged(1, "a.csv", "123");

        Message message = message(handovers(List.of(result)).get(1));

        JsonNode manifest = new ObjectMapper().readTree(message.getBody(byte[].class));
        assertThat(manifest.path("jobId").asText()).isEqualTo("a");
        assertThat(manifest.path("attempts").asInt()).isEqualTo(1);
        assertThat(manifest.path("deliveredAt").asText())
                .isEqualTo(scene.ledger().clock().instant().toString());
        assertThat(manifest.at("/files/0/name").asText()).isEqualTo("a.csv");
        assertThat(manifest.at("/files/0/sha256").asText()).isEqualTo(result.sha256());
    }

    @Test
    void what_is_in_hand_is_known_to_whoever_tells_of_a_failure() throws Exception {
        Handover handover = handovers(List.of(scene.staged(1, "a.csv", "123"))).get(0);

        message(handover);

        assertThat(exchange.getProperty("handover")).isSameAs(handover);
    }

    @Test
    void the_manifest_that_was_handed_over_is_the_one_that_others_are_told() throws Exception {
        List<Handover> handovers = handovers(List.of(scene.staged(1, "a.csv", "123")));
        byte[] sent = message(handovers.get(1)).getBody(byte[].class);
        scene.ledger().clock().tick(Duration.ofSeconds(1));

        assertThat(delivered(handovers).content()).isEqualTo(new String(sent, StandardCharsets.UTF_8));
    }

    @Test
    void a_claim_that_was_lost_hands_nothing_over() throws Exception {
        Handover handover = handovers(List.of(scene.staged(1, "a.csv", "123"))).get(0);
        scene.ledger().clock().tick(Duration.ofMinutes(2));
        scene.ledger().claimed(scene.job(), "another");

        assertThatThrownBy(() -> message(handover)).isInstanceOf(ClaimLost.class);
        assertThat(exchange.getMessage().getBody()).isNull();
    }

    @Test
    void what_was_handed_over_is_recorded_below_the_endpoint_and_its_staging_is_cleared() throws Exception {
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "123"), scene.staged(2, "b.csv", "1234"));

        Delivery delivery = delivered(handovers(results));

        assertThat(delivery.manifest()).isEqualTo("sftp://host/in/f/a/manifest.json");
        assertThat(delivery.files())
                .containsExactly(
                        new DeliveredFile("a.csv", 3, results.get(0).sha256(), "sftp://host/in/f/a/a.csv"),
                        new DeliveredFile("b.csv", 4, results.get(1).sha256(), "sftp://host/in/f/a/b.csv"));
        assertThat(scene.files()).isEmpty();
    }

    @Test
    void a_failure_is_tried_again_and_told_without_the_secrets_of_the_uri() throws Exception {
        Handover handover = handovers(List.of(scene.staged(1, "a.csv", "123"))).get(0);
        Exception failure =
                new IOException("cannot store to me:s3cret with pw&pw", new IllegalStateException("disk full"));

        assertThatThrownBy(() -> scene.openEndpoint().failed(scene.job(), handover, failure))
                .isInstanceOf(RetryLater.class)
                .hasCause(failure)
                .hasMessage("f/a/a.csv could not be handed over to sftp://host/in (jobdrop.drop.uri): cannot store to"
                        + " *** with ***: disk full; the next attempt hands over all files of the job, under the same"
                        + " names");
    }

    @Test
    void a_cause_that_only_repeats_what_was_said_is_left_out_and_one_without_words_is_named_by_its_kind()
            throws Exception {
        Handover handover = handovers(List.of(scene.staged(1, "a.csv", "123"))).get(0);
        Exception failure =
                new IOException("cannot store: disk full", new IOException("disk full", new IllegalStateException()));

        assertThatThrownBy(() -> scene.openEndpoint().failed(scene.job(), handover, failure))
                .hasMessageContaining("(jobdrop.drop.uri): cannot store: disk full: IllegalStateException; the next");
    }

    @Test
    void what_the_endpoints_own_steps_decided_stands() throws Exception {
        Handover handover = handovers(List.of(scene.staged(1, "a.csv", "123"))).get(0);
        GiveUp decided = new GiveUp("the file is not wanted");

        assertThatThrownBy(() -> scene.openEndpoint().failed(scene.job(), handover, decided))
                .isSameAs(decided);
    }

    private List<Handover> handovers(List<StagedResult> results) {
        return scene.openEndpoint().handovers(scene.job(), scene.names(), results);
    }

    private Message message(Handover handover) throws IOException {
        scene.openEndpoint().message(exchange, scene.job(), handover);
        return exchange.getMessage();
    }

    private Delivery delivered(List<Handover> handovers) throws IOException {
        return scene.openEndpoint().delivered(scene.job(), scene.names(), handovers);
    }
}
