package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            assertThat(RunLock.isHeld(ledger)).isTrue();
            assertThat(RunLock.take(ledger)).isEmpty();

            assertThat(otherProcess(ledger)).isEqualTo(1);
            assertThat(held).isNotNull();
        }
        assertThat(otherProcess(ledger)).isZero();
    }

    @Test
    void it_can_be_taken_again_when_it_was_given_back() throws IOException {
        Path ledger = folder.resolve("ledger.db");
        RunLock.take(ledger).orElseThrow().close();

        assertThat(RunLock.isHeld(ledger)).isFalse();
        Optional<RunLock> again = RunLock.take(ledger);

        assertThat(again).isPresent();
        again.ifPresent(RunLock::close);
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
