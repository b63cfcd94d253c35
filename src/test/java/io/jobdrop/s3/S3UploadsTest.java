package io.jobdrop.s3;

import static io.jobdrop.s3.StagingScene.CONTENT;
import static io.jobdrop.s3.StagingScene.JOB;
import static io.jobdrop.s3.StagingScene.PART;
import static io.jobdrop.s3.StagingScene.cut;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.RetryLater;
import io.jobdrop.record.Upload;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Request.Kind;
import io.jobdrop.support.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose an upload is, and how those are aborted that nobody continues. */
@Tag("slow")
class S3UploadsTest {
    @AutoClose
    private final StagingScene scene;

    S3UploadsTest(@TempDir Path folder) throws IOException {
        scene = new StagingScene(S3Server.s3proxy(), folder);
    }

    @Test
    void what_begins_anew_aborts_what_was_there() throws Exception {
        scene.breakOff(2 * PART + 3);

        Staging.Stored stored = scene.store(CONTENT);

        assertThat(stored.bytes()).isEqualTo(CONTENT.length);
        assertThat(scene.faults.count(Kind.ABORT)).isEqualTo(1);
        scene.publishContent(stored);
        scene.staging.delivered(JOB);
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
    }

    @Test
    void an_upload_that_the_store_has_forgotten_begins_anew() throws Exception {
        Checkpoint cut = scene.breakOff(2 * PART + 3);
        scene.faults.on(Kind.UPLOAD_PART).part(3).always().fails(S3Fault.error(404, "NoSuchUpload"));

        assertThatThrownBy(() -> scene.rest(cut))
                .isInstanceOf(RetryLater.class)
                .hasMessageContaining("404 NoSuchUpload: the upload is gone");

        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
        scene.faults.reset();
        scene.publishContent(scene.store(CONTENT));
        scene.staging.delivered(JOB);
        assertThat(scene.uploads.all()).isEmpty();
    }

    @Test
    void an_upload_whose_begin_was_not_answered_is_found_and_aborted() throws Exception {
        scene.faults.on(Kind.CREATE_UPLOAD).always().fails(S3Fault.doneButCut());
        assertThatThrownBy(() -> scene.store(CONTENT)).isInstanceOf(RetryLater.class);
        assertThat(scene.server.openUploads(scene.bucket)).isNotEmpty();
        assertThat(scene.uploads.all())
                .extracting(upload -> upload.target().uploadId())
                .containsOnlyNulls();
        scene.restart();

        scene.staging.retainOnly("f", List.of("a"));
        assertThat(scene.server.openUploads(scene.bucket))
                .as("of a job in flight")
                .isNotEmpty();

        scene.ledger.claims("me").takeOver("me"::equals);
        scene.staging.retainOnly("f", List.of("a"));
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
        assertThat(scene.uploads.all()).isEmpty();
    }

    @Test
    void a_claim_goes_on_with_the_upload_of_the_claim_before_it() throws Exception {
        scene.breakOff(2 * PART + 3);
        scene.staging.leave(JOB);
        Job next = JOB.claimedAs(new Claim("me", 2, true));

        assertThat(scene.staging.checkpoint(next, 1)).map(Checkpoint::flushed).contains(2L * PART);
        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
    }

    @Test
    void a_claim_after_one_that_may_still_be_at_work_begins_an_upload_of_its_own() throws Exception {
        scene.breakOff(2 * PART + 3);
        Job next = JOB.claimedAs(new Claim("other", 2, false));

        assertThat(scene.staging.checkpoint(next, 1)).isEmpty();
        Checkpoint from = scene.known(CONTENT.length);
        scene.staging.store(next, 1, new ByteArrayInputStream(CONTENT), from);

        assertThat(scene.uploads.all())
                .singleElement()
                .satisfies(upload -> assertThat(upload.owner().fence()).isEqualTo(2))
                .satisfies(upload -> assertThat(upload.parts()).hasSize(4));
        assertThatThrownBy(() -> scene.rest(scene.staging.checkpoint(JOB, 1).orElseThrow()))
                .isInstanceOf(JobFailure.class);
        scene.staging.clear(JOB);
        assertThat(scene.uploads.live("f", "a", 1, 2)).isPresent();
    }

    @Test
    void an_abort_that_fails_is_made_up_for_later() throws Exception {
        scene.breakOff(2 * PART + 3);
        scene.faults.on(Kind.ABORT).always().fails(S3Fault.error(403, "AccessDenied"));

        scene.staging.clear(JOB);

        assertThat(scene.uploads.all()).singleElement().matches(Upload::dead);
        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
        scene.faults.reset();
        scene.staging.cleanUp("f");
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
        assertThat(scene.uploads.all()).isEmpty();
    }

    @Test
    void at_a_start_the_uploads_of_jobs_that_do_not_go_on_are_aborted() throws Exception {
        scene.breakOff(2 * PART + 3);
        scene.restart();

        scene.staging.retainOnly("f", List.of("a"));
        assertThat(scene.server.openUploads(scene.bucket)).hasSize(1);

        scene.staging.retainOnly("f", List.of("b"));
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
    }

    @Test
    void an_upload_to_another_place_is_not_gone_on_with() throws Exception {
        scene.breakOff(2 * PART + 3);
        scene.set("prefix", "elsewhere").restart();

        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
    }
}
