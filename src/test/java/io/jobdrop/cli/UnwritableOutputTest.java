package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose standard output is a closed pipe or a full disk. */
class UnwritableOutputTest {
    private static final int JOBS = 5_000;
    private static final int ROOM = 10_000;

    @AutoClose
    private final JobdropHome scene;

    private final Full full = new Full();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    UnwritableOutputTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    private static final class Full extends OutputStream {
        private long tried;

        @Override
        public void write(int one) throws IOException {
            if (++tried > ROOM) {
                throw new IOException("No space left on device");
            }
        }
    }

    private int run(String... arguments) {
        return Jobdrop.execute(arguments, new PrintStream(full), new PrintStream(complaints), scene.environment);
    }

    private String complaint() {
        return complaints.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_command_says_that_its_answer_is_not_whole() {
        full.tried = ROOM;

        assertThat(run("--version")).isEqualTo(1);

        assertThat(complaint())
                .isEqualTo("jobdrop failed: standard output cannot be written; the answer is not whole\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--limit=" + JOBS, "--json"})
    void jobs_are_not_read_on_when_nobody_reads_them(String option) {
        List<String> watch = new ArrayList<>(List.of("watch", "companyenrich-bulk"));
        for (int i = 0; i < JOBS; i++) {
            watch.add(new UUID(i, i).toString());
        }
        assertThat(scene.run(watch.toArray(String[]::new))).isZero();

        assertThat(run("jobs", "--home", scene.home.toString(), option)).isEqualTo(1);

        assertThat(complaint())
                .isEqualTo("jobdrop failed: standard output cannot be written; the answer is not whole\n");
        assertThat(full.tried).isLessThan(JOBS * 36L);
    }
}
