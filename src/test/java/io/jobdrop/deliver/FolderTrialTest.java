package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.GiveUp;
import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTrialTest {
    @TempDir
    Path folder;

    private Path drop;

    @BeforeEach
    void name() {
        drop = folder.resolve("drop");
    }

    @Test
    void a_folder_is_tried_and_nothing_is_left() {
        assertThat(new FolderTrial(drop, new Disk()).run(List.of("f")))
                .matches("The folder: \\Q" + drop
                        + "\\E, \\d+ MB free. A file was staged, published and deleted there.");
        assertThat(drop).doesNotExist();
    }

    @Test
    void what_is_in_the_folder_stays() throws Exception {
        Files.createDirectories(drop.resolve(".staging/ledger"));
        Files.createDirectories(drop.resolve("f/a"));

        new FolderTrial(drop, new Disk()).run(List.of("f"));

        assertThat(drop.resolve(".staging/ledger")).isEmptyDirectory();
        assertThat(drop.resolve("f/a")).isEmptyDirectory();
        assertThat(drop.resolve("f")).isDirectoryNotContaining("glob:**.jobdrop-check*");
    }

    @Test
    void a_feed_folder_on_another_file_system_is_refused_with_advice() throws Exception {
        Path mounted = Files.createDirectories(drop.resolve("f"));
        Disk disk = new Disk() {
            @Override
            protected void before(String step, Path path) throws IOException {
                if (step.equals("publish") && path.startsWith(mounted)) {
                    throw new AtomicMoveNotSupportedException(null, path.toString(), "Invalid cross-device link");
                }
            }
        };

        assertThatThrownBy(() -> new FolderTrial(drop, disk).run(List.of("f")))
                .isInstanceOf(GiveUp.class)
                .hasMessageContaining("no file can be published in " + mounted + ": ")
                .hasMessageContaining("Mount that at jobdrop.drop.dir itself");
        assertThat(mounted).isEmptyDirectory();
    }
}
