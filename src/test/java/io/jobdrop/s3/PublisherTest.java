package io.jobdrop.s3;

import static io.jobdrop.s3.StagingScene.JOB;
import static io.jobdrop.s3.StagingScene.PART;
import static io.jobdrop.s3.StagingScene.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Intent;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Request.Kind;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What goes wrong between the last part and the object. */
@Tag("slow")
class PublisherTest {
    private static final byte[] LARGE = random(PART + 5);
    private static final byte[] SMALL = random(5);
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @AutoClose
    private final StagingScene scene;

    PublisherTest(@TempDir Path folder) throws IOException {
        scene = new StagingScene(S3Server.s3proxy(), folder);
    }

    @Test
    void a_complete_that_is_cut_before_it_arrives_is_asked_again() throws Exception {
        Staging.Stored stored = scene.store(LARGE);
        scene.faults.on(Kind.COMPLETE).fails(S3Fault.cut());

        scene.publish(stored);

        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(LARGE);
    }

    @Test
    void a_complete_whose_answer_is_cut_has_made_the_object() throws Exception {
        Staging.Stored stored = scene.store(LARGE);
        scene.faults.on(Kind.COMPLETE).fails(S3Fault.doneButCut());

        scene.publish(stored);

        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(LARGE);
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
    }

    @Test
    void a_complete_whose_answer_is_cut_and_then_refused_has_made_the_object() throws Exception {
        Staging.Stored stored = scene.store(LARGE);
        scene.faults.on(Kind.COMPLETE).fails(S3Fault.doneButCut());
        scene.faults.on(Kind.COMPLETE).nth(2).fails(S3Fault.error(404, "NoSuchUpload"));

        scene.publish(stored);

        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(LARGE);
    }

    @Test
    void a_complete_answered_200_with_an_error_is_no_object() throws Exception {
        Staging.Stored stored = scene.store(LARGE);
        scene.faults.on(Kind.COMPLETE).always().fails(S3Fault.errorWithStatus200("InternalError"));

        assertThatThrownBy(() -> scene.publish(stored))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("the publishing of s3://" + scene.bucket + "/in/f/a/x.csv was answered ")
                .hasMessageContaining("InternalError");

        assertThat(scene.server.keys(scene.bucket)).isEmpty();
        scene.faults.reset();
        scene.publish(stored);
        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(LARGE);
    }

    @ParameterizedTest
    @CsvSource({"409,ConditionalRequestConflict", "404,NoSuchUpload"})
    void an_upload_that_cannot_be_completed_any_more_begins_anew(int status, String code) throws Exception {
        Staging.Stored stored = scene.store(LARGE);
        scene.faults.on(Kind.COMPLETE).always().fails(S3Fault.error(status, code));

        assertThatThrownBy(() -> scene.publish(stored))
                .isInstanceOf(RetryLater.class)
                .hasMessageContaining(code);

        assertThat(scene.staging.checkpoint(JOB, 1).filter(left -> left.flushed() > 0))
                .isEmpty();
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "404,NoSuchBucket,'create the bucket, or correct jobdrop.drop.s3.bucket'",
        "403,AccessDenied,the credentials need s3:PutObject",
        "400,ExpiredToken,the credentials have expired; they are read anew",
        "403,SignatureDoesNotMatch,correct jobdrop.drop.s3.secret-key",
        "503,SlowDown,the store asks for fewer requests"
    })
    void what_the_store_refuses_is_tried_later_with_advice(int status, String code, String advice) throws Exception {
        Staging.Stored stored = scene.store(SMALL);
        scene.faults.on(Kind.PUT).always().fails(S3Fault.error(status, code));

        assertThatThrownBy(() -> scene.publish(stored))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("the publishing of s3://" + scene.bucket + "/in/f/a/x.csv was answered "
                        + status + " " + code + ": " + advice);
    }

    @Test
    void a_put_whose_answer_is_cut_has_made_the_object() throws Exception {
        Staging.Stored stored = scene.store(SMALL);
        scene.faults.on(Kind.PUT).fails(S3Fault.doneButCut());

        scene.publish(stored);

        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(SMALL);
        assertThat(scene.faults.count(Kind.GET)).isEqualTo(1);
    }

    @Test
    void a_claim_that_was_lost_publishes_nothing() throws Exception {
        Staging.Stored small = scene.store(SMALL);
        scene.ledger.clock().tick(Duration.ofMinutes(2));
        scene.ledger.claims("other").add("f/a");

        assertThatThrownBy(() -> scene.publish(small)).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> scene.publish(scene.store(LARGE))).isInstanceOf(ClaimLost.class);

        assertThat(scene.server.keys(scene.bucket)).isEmpty();
    }

    @Test
    void an_object_that_an_earlier_claim_published_is_kept_and_recorded_as_it_is() throws Exception {
        scene.ledger.intents().write(JOB, List.of(new Intent(1, "f/a/x.csv", 3, ABC)));
        scene.server
                .client()
                .putObject(put -> put.bucket(scene.bucket).key("in/f/a/x.csv"), RequestBody.fromString("abc"));

        assertThat(scene.publish(scene.store(SMALL))).isEqualTo(ABC);

        assertThat(scene.object("in/f/a/x.csv"))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("abc");
    }
}
