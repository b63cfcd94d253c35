package io.jobdrop.stage;

import static io.jobdrop.download.DownloadScene.body;
import static io.jobdrop.download.DownloadScene.cut;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses a step of the staging, and what is left then. */
class StagingFailureTest {
    private static final Job JOB = TestLedger.job("a");

    @TempDir
    Path drop;

    private final DiskSteps disk = new DiskSteps();
    private FolderStaging staging;

    @BeforeEach
    void open() {
        staging = new FolderStaging(drop, "ledger", "me", Long.MAX_VALUE, Progress.NONE, disk);
    }

    @AfterEach
    void close() {
        staging.close();
    }

    @Test
    void a_long_body_whose_bytes_do_not_reach_the_disk_is_a_passing_failure() {
        disk.on("flush 1", StagingFailureTest::full);

        assertThatThrownBy(() -> staging.store(JOB, 1, body(new byte[33 << 20]), known(-1)))
                .isInstanceOf(RetryLater.class)
                .hasMessage("cannot write to " + drop.resolve(".staging") + ": disk full");
    }

    @Test
    void a_long_body_of_which_nothing_can_be_noted_is_a_passing_failure() {
        int[] notes = {0};
        disk.on("replace 1.json", path -> {
            if (++notes[0] > 1) {
                full(path);
            }
        });

        assertThatThrownBy(() -> staging.store(JOB, 1, body(new byte[33 << 20]), known(-1)))
                .isInstanceOf(RetryLater.class)
                .hasMessage("cannot write to " + drop.resolve(".staging") + ": disk full");
    }

    @Test
    void a_body_that_cannot_be_written_is_a_passing_failure() {
        disk.on("write 1", StagingFailureTest::full);

        assertThatThrownBy(() -> staging.store(JOB, 1, body("abc"), known(3)))
                .isInstanceOf(RetryLater.class)
                .hasMessage("cannot write to " + drop.resolve(".staging") + ": disk full");
    }

    @Test
    void what_is_published_beside_the_results_is_whole_and_on_the_disk() throws Exception {
        Path file = staging.create(JOB, "manifest", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(file).hasContent("{}").isEqualTo(staging.folder(JOB).resolve("manifest"));
        assertThat(disk.taken()).containsSubsequence("create manifest", "write manifest", "flush manifest");
    }

    @Test
    void a_new_one_leaves_an_older_one_that_is_published_alone() throws Exception {
        Path published = Files.createLink(
                drop.resolve("published"), staging.create(JOB, "manifest", "{}".getBytes(StandardCharsets.UTF_8)));

        staging.create(JOB, "manifest", "[]".getBytes(StandardCharsets.UTF_8));

        assertThat(published).hasContent("{}");
    }

    @Test
    void the_bytes_of_a_job_are_those_of_its_results_alone() throws Exception {
        assertThat(staging.staged(JOB)).isZero();
        staging.store(JOB, 1, body("abc"), known(3));
        assertThatThrownBy(() -> staging.store(JOB, 2, cut("abcde"), known(-1))).isInstanceOf(Staging.BrokenOff.class);
        staging.create(JOB, "manifest", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(staging.staged(JOB)).isEqualTo(8);

        staging.discard(JOB, 1);
        assertThat(staging.staged(JOB)).isEqualTo(5);
        staging.clear(JOB);
        assertThat(staging.staged(JOB)).isZero();
    }

    private static void full(Path path) throws IOException {
        throw new IOException("disk full");
    }

    private static Checkpoint known(long total) {
        return Checkpoints.of("\"v1\"", total);
    }
}
