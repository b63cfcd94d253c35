package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Job;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        staging = new FolderStaging(drop, drop.resolve("ledger.db"), Long.MAX_VALUE, Progress.NONE, disk);
    }

    @Test
    void each_ledger_has_a_staging_folder_of_its_own() {
        Path mine = staging.folder(JOB);

        Path other = new FolderStaging(drop, drop.resolve("other.db"), 1, Progress.NONE, disk).folder(JOB);

        assertThat(mine).startsWithRaw(drop.resolve(".staging")).endsWithRaw(Path.of("f", "a"));
        assertThat(other).isNotEqualTo(mine);
    }

    @Test
    void the_staged_bytes_of_a_job_are_those_of_its_results() throws Exception {
        assertThat(staging.staged(JOB)).isZero();

        store(JOB, 1, "abc");
        store(JOB, 12, "abcde");

        assertThat(staging.staged(JOB)).isEqualTo(8);
        staging.clear(JOB);
        Files.writeString(staging.folder(JOB), "no folder");
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

        staging.keepOnly("f", List.of("b"));
        assertThat(staging.folder(JOB)).doesNotExist();
        assertThat(staging.folder(other).resolve("1")).hasContent("abc");

        staging.keepOnly("f", List.of());
        assertThat(drop).isEmptyDirectory();
        assertThatCode(() -> staging.keepOnly("f", List.of())).doesNotThrowAnyException();
    }

    @Test
    void what_cannot_be_read_or_cleared_is_named() throws Exception {
        store(JOB, 1, "abc");
        disk.on("delete 1", path -> {
            throw new IOException("stuck");
        });

        assertThatThrownBy(() -> staging.clear(JOB))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot clear " + staging.folder(JOB));
        Path feed = Files.writeString(staging.folder(JOB).getParent().resolveSibling("g"), "no folder");
        assertThatThrownBy(() -> staging.keepOnly("g", List.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + feed);
    }

    private void store(Job job, int index, String text) throws IOException {
        Checkpoint known = new Checkpoint(
                "f/a/x", null, -1, "asked", "h", "/x", null, text.length(), null, null, "now", "", 0, null);
        staging.store(job, index, DownloadScene.body(text), known);
        staging.save(job, index, known);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
