package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.download.DownloadScene;
import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingFoldersTest {
    private static final Job JOB = TestLedger.job("a");

    @TempDir
    Path drop;

    private final DiskSteps disk = new DiskSteps();
    private FolderStaging staging;

    @BeforeEach
    void open() {
        staging = staging("me");
    }

    @AfterEach
    void close() {
        staging.close();
    }

    @Test
    void each_claim_has_a_staging_folder_that_no_other_claim_ledger_or_process_has() {
        Path mine = staging.folder(JOB);

        Path other = new FolderStaging(drop, "other", "me", 1, Progress.NONE, disk).folder(JOB);

        assertThat(mine).isEqualTo(drop.resolve(".staging/ledger/me/f/a/0"));
        assertThat(other).isNotEqualTo(mine);
        assertThat(staging.folder(claimed(7))).isEqualTo(drop.resolve(".staging/ledger/me/f/a/7"));
    }

    @Test
    void the_staged_bytes_of_a_job_are_those_of_its_results() throws Exception {
        assertThat(staging.staged(JOB)).isZero();

        store(JOB, 1, "abc");
        store(JOB, 12, "abcde");

        assertThat(staging.staged(JOB)).isEqualTo(8);
        staging.clear(JOB);
        Files.createDirectories(staging.folder(JOB).getParent().getParent());
        Files.writeString(staging.folder(JOB).getParent(), "no folder");
        assertThat(staging.staged(JOB)).isZero();
    }

    @Test
    void what_is_discarded_is_gone_and_the_rest_stays() throws Exception {
        store(JOB, 1, "abc");
        store(JOB, 2, "abc");

        staging.discard(JOB, 1);

        assertThat(names(staging.folder(JOB))).containsExactlyInAnyOrder("2", "2.json");
        staging.clear(JOB);
        assertThat(staging.folder(JOB)).doesNotExist();
        assertThatCode(() -> staging.clear(JOB)).doesNotThrowAnyException();
    }

    @Test
    void of_earlier_runs_only_the_jobs_that_go_on_are_kept() throws Exception {
        Job other = TestLedger.job("b");
        store(JOB, 1, "abc");
        store(other, 1, "abc");

        staging.retainOnly("f", List.of("b"));
        assertThat(staging.folder(JOB)).doesNotExist();
        assertThat(staging.folder(other).resolve("1")).hasContent("abc");

        staging.retainOnly("f", List.of());
        assertThatCode(() -> staging.retainOnly("f", List.of())).doesNotThrowAnyException();
        staging.close();
        assertThat(drop).isEmptyDirectory();
    }

    @Test
    void a_claim_takes_over_what_the_claim_before_it_has_staged() throws Exception {
        store(claimed(2), 1, "older");
        store(claimed(4), 1, "abc");

        assertThat(staging.checkpoint(claimed(5), 1)).isPresent();

        assertThat(staging.folder(claimed(5)).resolve("1")).hasContent("abc");
        assertThat(names(staging.folder(claimed(5)).getParent())).containsExactly("5");
    }

    @Test
    void a_claim_after_one_that_may_still_be_at_work_begins_anew() throws Exception {
        store(claimed(4), 1, "abc");

        assertThat(staging.checkpoint(JOB.claimedAs(new Claim("me", 5, false)), 1))
                .isEmpty();

        assertThat(staging.folder(claimed(4)).resolve("1")).hasContent("abc");
    }

    @Test
    void a_file_that_was_published_is_taken_over_as_a_copy() throws Exception {
        store(claimed(4), 1, "abc");
        Path published = Files.createLink(
                drop.resolve("published"), staging.folder(claimed(4)).resolve("1"));
        Files.writeString(staging.folder(claimed(4)).resolve("manifest"), "{}");

        staging.checkpoint(claimed(5), 1);
        Files.writeString(staging.folder(claimed(5)).resolve("1"), "a step of the engineer's own");

        assertThat(published).hasContent("abc");
        assertThat(disk.count("copy 1")).isEqualTo(1);
    }

    @Test
    void a_start_takes_over_what_the_dead_have_left_and_leaves_the_living_alone() throws Exception {
        FolderStaging dead = staging("dead");
        FolderStaging living = staging("living");
        FolderStaging stranger = new FolderStaging(drop, "stranger", "dead", 9, Progress.NONE, disk);
        for (FolderStaging each : List.of(dead, living, stranger)) {
            each.store(claimed(4), 1, DownloadScene.body("abc"), known(3));
            each.save(claimed(4), 1, known(3));
        }
        dead.close();
        stranger.close();

        staging.retainOnly("f", List.of("a"));

        assertThat(staging.folder(claimed(4)).resolve("1")).hasContent("abc");
        assertThat(dead.folder(claimed(4))).doesNotExist();
        assertThat(drop.resolve(".staging/ledger/dead")).doesNotExist();
        assertThat(living.folder(claimed(4)).resolve("1")).hasContent("abc");
        assertThat(stranger.folder(claimed(4)).resolve("1")).hasContent("abc");
        living.close();
    }

    @Test
    void what_is_left_at_the_end_waits_for_the_next_process() throws Exception {
        store(claimed(4), 1, "abc");
        staging.close();

        FolderStaging next = staging("next");
        next.retainOnly("f", List.of("a"));

        assertThat(next.checkpoint(claimed(5), 1)).isPresent();
        next.clear(claimed(5));
        next.close();
        assertThat(drop).isEmptyDirectory();
    }

    @Test
    void no_symbolic_link_is_followed_into_staging() throws Exception {
        Path elsewhere = Files.createDirectory(drop.resolve("elsewhere"));
        Files.createSymbolicLink(drop.resolve(".staging"), elsewhere);

        assertThatThrownBy(() -> store(JOB, 1, "abc"))
                .isInstanceOf(RetryLater.class)
                .hasMessageEndingWith(drop.resolve(".staging") + " is a symbolic link, which is never followed");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void what_an_older_version_has_left_is_named_and_left_alone() throws Exception {
        Path old = Files.createDirectories(drop.resolve(".staging/1a2b3c/f/a"));
        try (LogLines log = new LogLines(Level.WARN)) {
            staging.retainOnly("f", List.of());

            assertThat(log.all())
                    .anyMatch(line -> line.contains(drop.resolve(".staging/1a2b3c") + " was left by an older"));
        }
        assertThat(old).exists();
    }

    @Test
    void what_cannot_be_read_or_cleared_is_named() throws Exception {
        store(JOB, 1, "abc");
        disk.on("delete 1", path -> {
            throw new IOException("stuck");
        });

        assertThatThrownBy(() -> staging.clear(JOB))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot clear " + staging.folder(JOB).getParent());
        Path feed = Files.writeString(drop.resolve(".staging/ledger/me/g"), "no folder");
        assertThatThrownBy(() -> staging.retainOnly("g", List.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + feed);
    }

    @Test
    void a_job_of_any_id_has_one_folder_which_is_kept_as_long_as_it_goes_on() throws Exception {
        Job job = TestLedger.job("../../x");
        store(job, 1, "abc");

        staging.retainOnly("f", List.of("../../x"));

        assertThat(staging.folder(job).resolve("1")).hasContent("abc");
        assertThat(staging.folder(job).getParent().getParent())
                .isEqualTo(staging.folder(JOB).getParent().getParent());
        assertThat(staging.folder(job).normalize()).isEqualTo(staging.folder(job));
    }

    private FolderStaging staging(String owner) {
        return new FolderStaging(drop, "ledger", owner, Long.MAX_VALUE, Progress.NONE, disk);
    }

    private static Job claimed(long fence) {
        return JOB.claimedAs(new Claim("me", fence, true));
    }

    private void store(Job job, int index, String text) throws IOException {
        staging.store(job, index, DownloadScene.body(text), known(text.length()));
        staging.save(job, index, known(text.length()));
    }

    private static Checkpoint known(long total) {
        return Checkpoints.of(null, total);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
