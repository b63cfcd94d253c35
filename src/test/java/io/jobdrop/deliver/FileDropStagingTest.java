package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.download.StagedResult;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the drop folder makes of staged files that are not as they were staged, or do not go away. */
class FileDropStagingTest {
    @TempDir
    Path folder;

    private DropScene scene;

    @BeforeEach
    void open() {
        scene = new DropScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void a_staged_file_of_another_length_is_not_published() throws Exception {
        StagedResult staged = scene.staged(1, "a.csv", "123");
        Files.writeString(staged.file(), "1234");

        assertThatThrownBy(() -> scene.deliver(scene.open(), List.of(staged)))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the staged file of f/a/a.csv has 4 bytes where 3 were staged; nothing was published in its"
                        + " place");
        assertThat(scene.path("f/a/a.csv")).doesNotExist();
    }

    @Test
    void a_job_is_delivered_although_its_staging_cannot_be_removed() throws Exception {
        StagedResult staged = scene.staged(1, "a.csv", "123");
        scene.disk().on("delete 1", path -> {
            if (Files.isDirectory(path)) {
                throw new IOException("busy");
            }
        });

        try (LogLines log = new LogLines(Level.WARN)) {
            Delivery delivery = scene.deliver(scene.open(), List.of(staged));

            assertThat(delivery.files()).extracting(DeliveredFile::name).containsExactly("a.csv");
            assertThat(log.all()).singleElement().asString().startsWith("f job a: ");
        }
        assertThat(scene.path("f/a/manifest.json")).exists();
    }
}
