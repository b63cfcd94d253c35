package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.LedgerDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command backup, and what a restored ledger does. */
@Tag("slow")
class BackupCommandTest {
    @AutoClose
    private final JobdropHome scene;

    @TempDir
    Path elsewhere;

    BackupCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @Test
    void a_restored_backup_is_a_working_ledger_and_delivers_nothing_twice() throws IOException {
        scene.lists("processing", null);
        scene.run("run", "--once");
        Path ledger = scene.home.resolve("data/ledger.db");
        Path copy = elsewhere.resolve("copy.db");
        try (LedgerDatabase inUse = LedgerDatabase.open(ledger, scene.home.resolve("drop"))) {
            assertThat(scene.run("backup", copy.toString())).isZero();
            assertThat(inUse.identity()).isNotEmpty();
        }
        assertThat(scene.out()).isEqualTo("%s was copied to %s: %d bytes%n".formatted(ledger, copy, Files.size(copy)));
        assertThat(elsewhere.toFile().list()).containsExactly("copy.db");
        scene.lists("completed", scene.vendor.url() + "/r/1");
        scene.run("run", "--once");
        Path landed = scene.home.resolve("drop/convertly-jobs/e-1/r.csv");
        Object before = Files.getAttribute(landed, "unix:ino");

        Files.deleteIfExists(ledger.resolveSibling("ledger.db-wal"));
        Files.deleteIfExists(ledger.resolveSibling("ledger.db-shm"));
        Files.copy(copy, ledger, StandardCopyOption.REPLACE_EXISTING);
        scene.run("jobs");
        assertThat(scene.out()).contains("e-1", "open");
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.run("run", "--once")).isZero();

        assertThat(Files.getAttribute(landed, "unix:ino")).isEqualTo(before);
        assertThat(landed.getParent().toFile().list()).containsExactlyInAnyOrder("r.csv", "manifest.json");
        assertThat(scene.run("audit")).isZero();
    }

    @Test
    void an_existing_file_is_not_replaced() throws IOException {
        scene.run("run", "--once");
        Path mine = Files.writeString(elsewhere.resolve("mine"), "mine");
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), elsewhere.resolve("nowhere"));
        for (Path there : new Path[] {mine, link, elsewhere}) {
            assertThat(scene.run("backup", there.toString())).isEqualTo(2);
            assertThat(scene.err()).contains(there + " exists already; it was not replaced");
        }
        assertThat(mine).hasContent("mine");
        assertThat(scene.run("backup", elsewhere.resolve("no/folder").toString()))
                .isEqualTo(2);
        assertThat(scene.err()).contains("there is no folder " + elsewhere.resolve("no"));
        assertThat(scene.run("backup")).isEqualTo(2);
        assertThat(elsewhere.toFile().list()).containsExactlyInAnyOrder("mine", "link");
    }
}
