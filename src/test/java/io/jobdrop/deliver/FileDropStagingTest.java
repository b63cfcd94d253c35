package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the drop folder makes of staged files that changed or stay, and of claims that end on the way. */
class FileDropStagingTest {
    @AutoClose
    private final DropScene scene;

    FileDropStagingTest(@TempDir Path folder) {
        scene = new DropScene(folder);
    }

    @Test
    void a_staged_file_of_another_length_is_not_published() throws Exception {
        StagedResult staged = scene.staged(1, "a.csv", "123");
        Files.writeString(staged.localFile(), "1234");

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

    @Test
    void a_claim_that_is_lost_between_two_files_publishes_no_more() throws Exception {
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1"), scene.staged(2, "b.csv", "2"));
        scene.disk().on("publish a.csv", path -> {
            scene.ledger().clock().tick(Duration.ofMinutes(2));
            scene.ledger().claimed(scene.job(), "another");
        });

        assertThatThrownBy(() -> scene.deliver(scene.open(), results)).isInstanceOf(ClaimLost.class);

        assertThat(scene.path("f/a/b.csv")).doesNotExist();
        assertThat(scene.path("f/a/manifest.json")).doesNotExist();
    }

    @Test
    void what_a_claim_published_before_it_failed_is_kept_by_the_next_one_although_the_vendor_changed_it()
            throws Exception {
        scene.disk().on("publish manifest.json", path -> {
            throw new IOException("disk full");
        });
        StagedResult first = scene.staged(1, "a.csv", "1,2");
        assertThatThrownBy(() -> scene.deliver(scene.open(), List.of(first))).isInstanceOf(RetryLater.class);
        scene.disk().on("publish manifest.json", path -> {});
        scene.claimAnew();

        Delivery delivery = scene.deliver(scene.open(), List.of(scene.staged(1, "a.csv", "1,3")));

        assertThat(scene.path("f/a/a.csv")).hasContent("1,2");
        assertThat(delivery.files()).extracting(DeliveredFile::sha256).containsExactly(first.sha256());
    }
}
