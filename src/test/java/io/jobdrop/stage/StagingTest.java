package io.jobdrop.stage;

import static io.jobdrop.download.DownloadScene.body;
import static io.jobdrop.download.DownloadScene.cut;
import static io.jobdrop.stage.FolderScene.ABC;
import static io.jobdrop.stage.FolderScene.JOB;
import static io.jobdrop.stage.FolderScene.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.RetryLater;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies on their way into the staging folder: stored, hashed, flushed, or refused. */
class StagingTest {
    private static final int BUFFER = 128 * 1024;

    private final FolderScene scene;
    private FolderStaging staging;

    StagingTest(@TempDir Path drop) {
        scene = new FolderScene(drop);
        staging = scene.open(Long.MAX_VALUE);
    }

    @Test
    void a_body_is_stored_hashed_and_flushed() throws Exception {
        Staging.Stored stored = staging.store(JOB, 1, body("abc"), known(3, 0));

        assertThat(stored.file())
                .hasContent("abc")
                .isEqualTo(staging.folder(JOB).resolve("1"));
        assertThat(stored.bytes()).isEqualTo(3);
        assertThat(stored.sha256()).isEqualTo(ABC);
        assertThat(scene.disk.taken())
                .containsExactly("folder me", "folder 0", "create 1", "delete 1.json", "write 1", "flush 1");
        assertThat(scene.progress).containsExactly("f job a result 1 of 3", "+3", "closed");
    }

    @Test
    void the_rest_is_put_behind_the_bytes_that_are_known_to_be_there() throws Exception {
        staging.store(JOB, 1, body("a???"), known(3, 0));

        Staging.Stored stored = staging.store(JOB, 1, body("bc"), known(3, 1));

        assertThat(stored.file()).hasContent("abc");
        assertThat(stored.bytes()).isEqualTo(3);
        assertThat(stored.sha256()).isEqualTo(ABC);
    }

    @Test
    void new_bytes_never_go_into_a_file_that_has_another_name() throws Exception {
        Path published = Files.createLink(
                scene.drop.resolve("published"),
                staging.store(JOB, 1, body("abc"), known(3, 0)).file());

        staging.store(JOB, 1, body("xyz!"), known(4, 0));

        assertThat(published).hasContent("abc");
    }

    @Test
    void staged_bytes_that_were_altered_are_not_gone_on_from() throws Exception {
        assertThatThrownBy(() -> staging.store(JOB, 1, cut("abc"), known(9, 0)));
        Files.writeString(staging.folder(JOB).resolve("1"), "abX");

        assertThatThrownBy(() -> staging.store(JOB, 1, body("defghi"), known(9, 3)))
                .isInstanceOf(Staging.Altered.class)
                .hasMessage("the first 3 bytes that an earlier request staged were altered since");
    }

    @Test
    void what_came_of_a_body_that_breaks_off_is_kept() {
        assertThatThrownBy(() -> staging.store(JOB, 1, cut("abc"), known(9, 0)))
                .isInstanceOf(Staging.BrokenOff.class)
                .hasMessage("the download broke off after 3 bytes: gone")
                .hasCauseInstanceOf(IOException.class);

        assertThat(staging.checkpoint(JOB, 1)).contains(known(9, 3));
        assertThat(staging.staged(JOB)).isEqualTo(3);
        assertThat(scene.disk.count("flush 1")).isEqualTo(1);
        assertThat(scene.progress).endsWith("closed");
    }

    @Test
    void what_came_of_a_body_that_ends_before_its_length_is_kept() {
        assertThatThrownBy(() -> staging.store(JOB, 1, body("abc"), known(9, 0)))
                .isInstanceOf(Staging.BrokenOff.class)
                .hasMessage("the download broke off after 3 bytes: 9 were announced");

        assertThat(staging.checkpoint(JOB, 1)).contains(known(9, 3));
        assertThat(scene.disk.count("flush 1")).isEqualTo(1);
    }

    @Test
    void a_long_body_is_flushed_and_noted_after_each_32_megabytes() throws Exception {
        InputStream body = new SequenceInputStream(body(new byte[(32 << 20) + BUFFER]), body(new byte[3 * BUFFER]));

        staging.store(JOB, 1, body, known(-1, 0));

        assertThat(scene.disk.count("flush 1")).isEqualTo(2);
        assertThat(scene.disk.count("replace 1.json")).isEqualTo(2);
        assertThat(staging.checkpoint(JOB, 1)).contains(known(-1, 32 << 20));
    }

    @Test
    void a_body_of_the_largest_size_is_taken_and_one_byte_more_is_refused() throws Exception {
        staging = scene.open(3);

        assertThat(staging.store(JOB, 1, body("abc"), known(3, 0)).bytes()).isEqualTo(3);
        assertThatThrownBy(() -> staging.store(JOB, 1, body("abcd"), known(-1, 0)))
                .isInstanceOf(GiveUp.class)
                .hasMessage("a result is larger than jobdrop.download.max-size (3 bytes); nothing was delivered."
                        + " Raise the setting, then use jobdrop retry");
    }

    @Test
    void a_body_that_is_announced_as_too_large_is_not_begun() {
        staging = scene.open(3);

        assertThatThrownBy(() -> staging.store(JOB, 1, body("a"), known(4, 0))).isInstanceOf(GiveUp.class);

        assertThat(scene.disk.taken()).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_is_a_passing_failure() throws Exception {
        staging.close();
        Files.writeString(scene.drop.resolve(".staging"), "in the way");

        assertThatThrownBy(() -> staging.store(JOB, 1, body("abc"), known(3, 0)))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to " + scene.drop.resolve(".staging"));
        assertThatThrownBy(() -> staging.save(JOB, 1, known(3, 0)))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to " + scene.drop.resolve(".staging"));
        assertThatThrownBy(() -> staging.discard(JOB, 1))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to " + scene.drop.resolve(".staging"));
    }
}
