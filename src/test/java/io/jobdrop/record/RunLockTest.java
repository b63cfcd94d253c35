package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.LedgerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class RunLockTest {
    @TempDir
    Path folder;

    /** What another process says: exit code 1 when it cannot have the lock. */
    public static final class OtherProcess {
        public static void main(String[] arguments) throws IOException {
            System.exit(RunLock.take(Path.of(arguments[0])).isPresent() ? 0 : 1);
        }
    }

    @Test
    void who_only_looks_takes_nothing_away() throws Exception {
        Path ledger = folder.resolve("ledger.db");
        try (RunLock held = RunLock.take(ledger).orElseThrow()) {
            assertThat(RunLock.isHeld(new LedgerAddress.InFile(ledger))).isTrue();
            assertThat(RunLock.take(ledger)).isEmpty();

            assertThat(otherProcess(ledger)).isEqualTo(1);

            assertThat(held.lost()).isEmpty();
            assertThat(otherProcess(ledger)).isEqualTo(1);
        }
        assertThat(otherProcess(ledger)).isZero();
    }

    @Test
    void it_can_be_taken_again_when_it_was_given_back() throws IOException {
        Path ledger = folder.resolve("ledger.db");
        RunLock.take(ledger).orElseThrow().close();

        assertThat(RunLock.isHeld(new LedgerAddress.InFile(ledger))).isFalse();
        Optional<RunLock> again = RunLock.take(ledger);

        assertThat(again).isPresent();
        again.ifPresent(RunLock::close);
    }

    @Test
    void the_lock_names_the_run_that_had_it_before_and_is_dead() throws Exception {
        Path ledger = folder.resolve("ledger.db");
        RunLock first = RunLock.take(ledger).orElseThrow();
        assertThat(first.isDead("anybody")).isFalse();
        first.close();

        try (RunLock second = RunLock.take(ledger).orElseThrow()) {
            assertThat(second.isDead(first.owner())).isTrue();
            assertThat(second.isDead("another")).isFalse();
            assertThat(second.owner()).isNotEqualTo(first.owner());
        }
    }

    @Test
    void the_lock_names_the_runs_before_that_too_since_one_may_have_died_before_it_took_anything_over()
            throws Exception {
        Path ledger = folder.resolve("ledger.db");
        List<String> dead = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            RunLock run = RunLock.take(ledger).orElseThrow();
            dead.add(run.owner());
            run.close();
        }

        try (RunLock last = RunLock.take(ledger).orElseThrow()) {
            assertThat(dead.subList(6, 25)).allMatch(last::isDead);
            assertThat(last.isDead(dead.get(0))).isFalse();
            assertThat(last.isDead(last.owner())).isFalse();
            assertThat(last.isDead("another")).isFalse();
            assertThat(last.isDead("")).isFalse();
        }
    }

    @Test
    void a_lock_without_a_name_is_that_of_an_older_version_which_let_one_run_have_a_ledger() throws Exception {
        Files.createFile(folder.resolve("ledger.db.lock"));

        try (RunLock lock = RunLock.take(folder.resolve("ledger.db")).orElseThrow()) {
            assertThat(lock.isDead("jobdrop-before")).isTrue();
        }
    }

    @Test
    void whose_lock_was_deleted_is_not_known_to_be_dead() throws Exception {
        Path ledger = folder.resolve("ledger.db");
        try (RunLock first = RunLock.take(ledger).orElseThrow()) {
            Files.move(folder.resolve("ledger.db.lock"), folder.resolve("away"));

            assertThat(first.lost()).contains(folder.resolve("ledger.db.lock") + " was deleted");
        }
        try (RunLock second = RunLock.take(ledger).orElseThrow()) {
            assertThat(second.isDead("first")).isFalse();
            assertThat(second.lost()).isEmpty();
        }
    }

    @Test
    void a_ledger_that_nobody_has_run_has_no_lock_and_gets_none_by_looking() throws Exception {
        assertThat(RunLock.isHeld(new LedgerAddress.InFile(folder.resolve("ledger.db"))))
                .isFalse();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_lock_that_cannot_be_opened_can_be_taken_once_it_can() throws Exception {
        Path ledger = folder.resolve("ledger.db");
        Path inTheWay = Files.createDirectory(folder.resolve("ledger.db.lock"));
        assertThatThrownBy(() -> RunLock.take(ledger)).isInstanceOf(IOException.class);

        Files.delete(inTheWay);
        try (RunLock lock = RunLock.take(ledger).orElseThrow()) {
            assertThat(lock.lost()).isEmpty();
        }
    }

    private static int otherProcess(Path ledger) throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        ledger.toString())
                .inheritIO()
                .start()
                .waitFor();
    }
}
