package io.jobdrop.s3;

import static io.jobdrop.s3.StagingScene.CONTENT;
import static io.jobdrop.s3.StagingScene.JOB;
import static io.jobdrop.s3.StagingScene.PART;
import static io.jobdrop.s3.StagingScene.cut;
import static io.jobdrop.s3.StagingScene.known;
import static io.jobdrop.s3.StagingScene.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Request.Kind;
import io.jobdrop.support.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a result on its way into the bucket when its source, the store or this process fails. */
@Tag("slow")
class S3StagingTest {
    @AutoClose
    private final StagingScene scene;

    S3StagingTest(@TempDir Path folder) throws IOException {
        scene = new StagingScene(S3Server.s3proxy(), folder);
    }

    @Test
    void a_body_that_breaks_off_is_gone_on_from_in_the_middle_of_a_part() throws Exception {
        Checkpoint cut = scene.breakOff(PART + 3);
        assertThat(cut.flushed()).isEqualTo(PART + 3);

        Staging.Stored stored = scene.rest(cut);

        assertThat(stored.sha256()).isEqualTo(Sha256.of(new ByteArrayInputStream(CONTENT)));
        scene.publishContent(stored);
        assertThat(scene.faults.count(Kind.UPLOAD_PART)).isEqualTo(4);
    }

    @Test
    void another_process_goes_on_behind_the_last_part_and_reads_the_hash_back() throws Exception {
        scene.breakOff(2 * PART + 3);
        scene.staging.leave(JOB);
        scene.restart();

        Checkpoint left = scene.staging.checkpoint(JOB, 1).orElseThrow();
        assertThat(left.flushed()).isEqualTo(2L * PART);
        assertThat(left.validator()).isEqualTo("\"v1\"");
        assertThat(scene.staging.staged(JOB)).isEqualTo(2L * PART);
        Staging.Stored stored = scene.rest(left);

        assertThat(stored.sha256()).isEmpty();
        assertThat(scene.publishContent(stored)).isEqualTo(Sha256.of(new ByteArrayInputStream(CONTENT)));
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

        scene.publishContent(stored);
        assertThat(scene.faults.count(Kind.UPLOAD_PART)).isEqualTo(4);
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

        scene.publishContent(scene.store(CONTENT));

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
        scene.publishContent(scene.rest(scene.staging.checkpoint(JOB, 1).orElseThrow()));
    }

    @Test
    void a_part_that_is_cut_on_its_way_back_is_sent_again() throws Exception {
        scene.faults.on(Kind.UPLOAD_PART).part(1).fails(S3Fault.doneButCut());

        scene.publishContent(scene.store(CONTENT));
    }

    @Test
    void a_byte_that_changes_on_its_way_is_noticed() throws Exception {
        scene.faults.on(Kind.UPLOAD_PART).part(2).always().fails(S3Fault.corruptedBody());

        assertThatThrownBy(() -> scene.store(CONTENT)).isInstanceOf(RetryLater.class);

        assertThat(scene.server.keys(scene.bucket)).isEmpty();
    }

    @Test
    void a_result_that_is_too_large_is_given_up_and_leaves_nothing() throws Exception {
        Checkpoint huge = known(1, "x.csv", 101L << 20);

        assertThatThrownBy(() -> scene.staging.store(JOB, 1, new ByteArrayInputStream(CONTENT), huge))
                .isInstanceOf(GiveUp.class)
                .hasMessageContaining("jobdrop.download.max-size");

        assertThat(scene.faults.requests()).isEmpty();
    }
}
