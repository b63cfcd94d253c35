package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed after a while, and what goes on being known. */
class PruneCommandTest {
    @AutoClose
    private final JobdropHome scene;

    private final Path file;

    PruneCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        file = home.resolve("drop/convertly-jobs/e-1/r.csv");
    }

    @BeforeEach
    void deliver() {
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(file).exists();
    }

    @Test
    void what_is_young_stays() {
        assertThat(scene.run("prune")).isZero();

        assertThat(scene.out()).contains("0 rows of the ledger shrunk to marks");
        scene.run("jobs");
        assertThat(scene.out()).contains("e-1", "delivered");
    }

    @Test
    void a_pruned_job_is_not_delivered_again() {
        scene.environment.put("JOBDROP_LEDGER_KEEP", "1ms");
        assertThat(scene.run("prune")).isZero();
        assertThat(scene.out()).contains("1 rows of the ledger shrunk to marks");
        int requests = scene.vendor.requests("/r/1").size();

        assertThat(scene.run("run", "--once")).isZero();

        assertThat(scene.vendor.requests("/r/1")).hasSize(requests);
        assertThat(file).exists();
        assertThat(scene.run("audit")).isZero();
        assertThat(scene.out()).contains("0 delivered jobs");
        scene.run("jobs", "--json");
        assertThat(scene.out().strip()).isEqualTo("[ ]");
        assertThat(scene.run("prune")).isZero();
        assertThat(scene.out()).contains("0 rows of the ledger shrunk to marks");
    }

    @Test
    void a_mark_that_the_vendor_completes_after_all_is_a_job_again() throws Exception {
        scene.lists("failed", null);
        Files.delete(scene.home.resolve("data/ledger.db"));
        assertThat(scene.run("run", "--once")).isZero();
        scene.environment.put("JOBDROP_LEDGER_KEEP", "1ms");
        assertThat(scene.run("prune")).isZero();
        scene.environment.remove("JOBDROP_LEDGER_KEEP");

        scene.lists("completed", scene.vendor.url() + "/r/1");
        assertThat(scene.run("run", "--once")).isZero();
        scene.run("jobs");
        assertThat(scene.out()).contains("e-1", "delivered");
        Files.delete(file);
        assertThat(scene.run("audit")).isEqualTo(1);
    }

    @Test
    void run_once_prunes_at_its_end() {
        scene.environment.put("JOBDROP_LEDGER_KEEP", "1ms");
        assertThat(scene.run("run", "--once")).isZero();

        scene.run("jobs", "--json");
        assertThat(scene.out().strip()).isEqualTo("[ ]");
    }

    @Test
    void delivered_files_go_only_where_somebody_asks_for_it() throws Exception {
        Path others = Files.writeString(file.resolveSibling("note.txt"), "mine");
        scene.environment.put("JOBDROP_DROP_KEEP", "1ms");
        assertThat(scene.run("prune")).isZero();

        assertThat(scene.out()).contains("1 jobs' files deleted from the drop");
        assertThat(file).doesNotExist();
        assertThat(file.resolveSibling("manifest.json")).doesNotExist();
        assertThat(others).exists();
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(file).doesNotExist();
        assertThat(scene.run("audit")).isZero();
    }

    @Test
    void nothing_is_deleted_through_a_link() throws Exception {
        Path feed = scene.home.resolve("drop/convertly-jobs");
        Path elsewhere = scene.home.resolve("elsewhere");
        Files.move(feed, elsewhere);
        Files.createSymbolicLink(feed, elsewhere);
        scene.environment.put("JOBDROP_DROP_KEEP", "1ms");

        assertThat(scene.run("prune")).isZero();
        assertThat(elsewhere.resolve("e-1/r.csv")).exists();
    }

    @Test
    void rows_are_kept_as_long_as_the_files_that_they_name() {
        scene.environment.put("JOBDROP_LEDGER_KEEP", "1ms");
        scene.environment.put("JOBDROP_DROP_KEEP", "1h");
        assertThat(scene.run("prune")).isZero();
        assertThat(scene.out()).contains("0 jobs' files deleted from the drop", "0 rows of the ledger shrunk");

        scene.environment.put("JOBDROP_DROP_KEEP", "1ms");
        assertThat(scene.run("prune")).isZero();
        assertThat(scene.out()).contains("1 jobs' files deleted from the drop");
        assertThat(file).doesNotExist();
    }

    @Test
    void an_empty_age_keeps_for_ever() {
        scene.environment.put("JOBDROP_LEDGER_KEEP", "");
        scene.environment.put("JOBDROP_INBOX_KEEP", "");

        assertThat(scene.run("prune")).isZero();
        assertThat(scene.out()).contains("0 rows of the ledger shrunk to marks");
    }

    @Test
    void no_ledger_is_made_to_prune_it(@TempDir Path wrong) {
        assertThat(scene.run("prune", "--home", wrong.toString())).isEqualTo(2);

        assertThat(scene.err()).contains("there is no ledger");
        assertThat(wrong).isEmptyDirectory();
    }

    @Test
    void a_wrong_age_is_told() {
        scene.environment.put("JOBDROP_LEDGER_KEEP", "ninety");

        assertThat(scene.run("prune")).isEqualTo(2);
        assertThat(scene.err()).contains("jobdrop.ledger.keep");
    }
}
