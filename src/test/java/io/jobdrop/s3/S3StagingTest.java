package io.jobdrop.s3;

import static io.jobdrop.s3.StagingScene.JOB;
import static io.jobdrop.s3.StagingScene.PART;
import static io.jobdrop.s3.StagingScene.cut;
import static io.jobdrop.s3.StagingScene.known;
import static io.jobdrop.s3.StagingScene.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Claim;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.RetryLater;
import io.jobdrop.record.Upload;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Request.Kind;
import io.jobdrop.support.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a result on its way into the bucket when its source, the store or this process fails. */
@Tag("slow")
class S3StagingTest {
    private static final byte[] CONTENT = random(3 * PART + 5);

    @TempDir
    Path folder;

    private StagingScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new StagingScene(S3Server.s3proxy(), folder);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @Test
    void a_body_that_breaks_off_is_gone_on_from_in_the_middle_of_a_part() throws Exception {
        Checkpoint cut = breakOff(PART + 3);
        assertThat(cut.flushed()).isEqualTo(PART + 3);

        Staging.Stored stored = rest(cut);

        assertThat(stored.sha256()).isEqualTo(Sha256.of(new ByteArrayInputStream(CONTENT)));
        publish(stored);
        assertThat(scene.faults.count(Kind.UPLOAD_PART)).isEqualTo(4);
    }

    @Test
    void another_process_goes_on_behind_the_last_part_and_reads_the_hash_back() throws Exception {
        breakOff(2 * PART + 3);
        scene.staging.leave(JOB);
        scene.restart();

        Checkpoint left = scene.staging.checkpoint(JOB, 1).orElseThrow();
        assertThat(left.flushed()).isEqualTo(2L * PART);
        assertThat(left.validator()).isEqualTo("\"v1\"");
        assertThat(scene.staging.staged(JOB)).isEqualTo(2L * PART);
        Staging.Stored stored = rest(left);

        assertThat(stored.sha256()).isEmpty();
        assertThat(publish(stored)).isEqualTo(Sha256.of(new ByteArrayInputStream(CONTENT)));
        assertThat(scene.faults.count(Kind.CREATE_UPLOAD)).isEqualTo(1);
        assertThat(scene.faults.count(Kind.GET)).isEqualTo(1);
    }

    @Test
    void a_result_that_was_whole_when_the_process_died_is_published_by_the_next_one() throws Exception {
        scene.store(CONTENT);
        scene.restart();

        Checkpoint left = scene.staging.checkpoint(JOB, 1).orElseThrow();
        assertThat(left.flushed()).isEqualTo(left.total());
        Staging.Stored stored = scene.staging.whole(JOB, 1, left).orElseThrow();

        publish(stored);
        assertThat(scene.faults.count(Kind.UPLOAD_PART)).isEqualTo(4);
    }

    @Test
    void what_begins_anew_aborts_what_was_there() throws Exception {
        breakOff(2 * PART + 3);

        Staging.Stored stored = scene.store(CONTENT);

        assertThat(stored.bytes()).isEqualTo(CONTENT.length);
        assertThat(scene.faults.count(Kind.ABORT)).isEqualTo(1);
        publish(stored);
        scene.staging.delivered(JOB);
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
    }

    @Test
    void a_small_result_is_not_kept_from_attempt_to_attempt() throws Exception {
        scene.store(random(9));
        scene.staging.leave(JOB);

        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
        assertThat(scene.staging.staged(JOB)).isZero();
        assertThat(scene.faults.requests()).isEmpty();
    }

    @Test
    void small_results_that_are_more_than_a_part_together_go_as_uploads() throws Exception {
        scene.store(1, random(PART - 10));
        scene.store(2, random(10));
        Staging.Stored third = scene.store(3, random(11));

        assertThat(scene.staging.small(JOB, 2)).hasSize(10);
        assertThat(scene.staging.small(JOB, 3)).isNull();
        scene.publish(3, third);
        assertThat(scene.object("in/f/a/3-x.csv")).isEqualTo(random(11));
    }

    @Test
    void a_part_that_is_refused_in_passing_is_sent_again() throws Exception {
        scene.faults.on(Kind.UPLOAD_PART).part(2).first(2).fails(S3Fault.error(503, "SlowDown"));

        publish(scene.store(CONTENT));

        assertThat(scene.faults.count(Kind.UPLOAD_PART)).isEqualTo(6);
    }

    @Test
    void a_part_that_is_always_refused_fails_the_attempt_and_keeps_the_parts_before_it() throws Exception {
        scene.faults.on(Kind.UPLOAD_PART).part(3).always().fails(S3Fault.error(403, "AccessDenied"));

        assertThatThrownBy(() -> scene.store(CONTENT))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("part 3 of s3://" + scene.bucket
                        + "/in/f/a/x.csv was answered 403 AccessDenied: the credentials need s3:PutObject");

        scene.staging.leave(JOB);
        assertThat(scene.staging.checkpoint(JOB, 1)).map(Checkpoint::flushed).contains(2L * PART);
        scene.faults.reset();
        publish(rest(scene.staging.checkpoint(JOB, 1).orElseThrow()));
    }

    @Test
    void a_part_that_is_cut_on_its_way_back_is_sent_again() throws Exception {
        scene.faults.on(Kind.UPLOAD_PART).part(1).fails(S3Fault.doneButCut());

        publish(scene.store(CONTENT));
    }

    @Test
    void a_byte_that_changes_on_its_way_is_noticed() throws Exception {
        scene.faults.on(Kind.UPLOAD_PART).part(2).always().fails(S3Fault.corruptedBody());

        assertThatThrownBy(() -> scene.store(CONTENT)).isInstanceOf(RetryLater.class);

        assertThat(scene.server.keys(scene.bucket)).isEmpty();
    }

    @Test
    void an_upload_that_the_store_has_forgotten_begins_anew() throws Exception {
        Checkpoint cut = breakOff(2 * PART + 3);
        scene.faults.on(Kind.UPLOAD_PART).part(3).always().fails(S3Fault.error(404, "NoSuchUpload"));

        assertThatThrownBy(() -> rest(cut))
                .isInstanceOf(RetryLater.class)
                .hasMessageContaining("404 NoSuchUpload: the upload is gone");

        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
        scene.faults.reset();
        publish(scene.store(CONTENT));
        scene.staging.delivered(JOB);
        assertThat(scene.uploads.all()).isEmpty();
    }

    @Test
    void a_result_that_is_too_large_is_given_up_and_leaves_nothing() throws Exception {
        Checkpoint huge = known(1, "x.csv", 101L << 20);

        assertThatThrownBy(() -> scene.staging.store(JOB, 1, new ByteArrayInputStream(CONTENT), huge))
                .isInstanceOf(GiveUp.class)
                .hasMessageContaining("jobdrop.download.max-size");

        assertThat(scene.faults.requests()).isEmpty();
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
        breakOff(2 * PART + 3);
        scene.staging.leave(JOB);
        Job next = JOB.claimedAs(new Claim("me", 2, true));

        assertThat(scene.staging.checkpoint(next, 1)).map(Checkpoint::flushed).contains(2L * PART);
        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
    }

    @Test
    void a_claim_after_one_that_may_still_be_at_work_begins_an_upload_of_its_own() throws Exception {
        breakOff(2 * PART + 3);
        Job next = JOB.claimedAs(new Claim("other", 2, false));

        assertThat(scene.staging.checkpoint(next, 1)).isEmpty();
        Checkpoint from = scene.known(CONTENT.length);
        scene.staging.store(next, 1, new ByteArrayInputStream(CONTENT), from);

        assertThat(scene.uploads.all())
                .singleElement()
                .satisfies(upload -> assertThat(upload.owner().fence()).isEqualTo(2))
                .satisfies(upload -> assertThat(upload.parts()).hasSize(4));
        assertThatThrownBy(() -> rest(scene.staging.checkpoint(JOB, 1).orElseThrow()))
                .isInstanceOf(JobFailure.class);
        scene.staging.clear(JOB);
        assertThat(scene.uploads.live("f", "a", 1, 2)).isPresent();
    }

    @Test
    void an_abort_that_fails_is_made_up_for_later() throws Exception {
        breakOff(2 * PART + 3);
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
        breakOff(2 * PART + 3);
        scene.restart();

        scene.staging.retainOnly("f", List.of("a"));
        assertThat(scene.server.openUploads(scene.bucket)).hasSize(1);

        scene.staging.retainOnly("f", List.of("b"));
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
    }

    @Test
    void an_upload_to_another_place_is_not_gone_on_with() throws Exception {
        breakOff(2 * PART + 3);
        scene.set("prefix", "elsewhere").restart();

        assertThat(scene.staging.checkpoint(JOB, 1)).isEmpty();
    }

    // What the download does after a cut: it keeps what is known.
    private Checkpoint breakOff(int at) {
        assertThatThrownBy(() -> scene.staging.store(JOB, 1, cut(CONTENT, 0, at), scene.known(CONTENT.length)))
                .isInstanceOf(Staging.BrokenOff.class)
                .hasMessage("the download broke off after " + at + " bytes: gone");
        return scene.staging.checkpoint(JOB, 1).orElseThrow();
    }

    private Staging.Stored rest(Checkpoint from) throws IOException {
        byte[] rest = Arrays.copyOfRange(CONTENT, (int) from.flushed(), CONTENT.length);
        Staging.Stored stored = scene.staging.store(JOB, 1, new ByteArrayInputStream(rest), from);
        scene.staging.save(JOB, 1, from.whole(stored.bytes(), stored.sha256()));
        return stored;
    }

    private String publish(Staging.Stored stored) throws IOException {
        String sha256 = scene.publish(stored);
        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(CONTENT);
        return sha256;
    }
}
