package io.jobdrop.stage;

import static io.jobdrop.download.DownloadScene.body;
import static io.jobdrop.download.DownloadScene.cut;
import static io.jobdrop.stage.FolderScene.ABC;
import static io.jobdrop.stage.FolderScene.JOB;
import static io.jobdrop.stage.FolderScene.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a staged body after a failure or a death, and what is believed of it. */
class StagedCheckpointTest {
    private final FolderScene scene;
    private FolderStaging staging;

    StagedCheckpointTest(@TempDir Path drop) {
        scene = new FolderScene(drop);
        staging = scene.open(Long.MAX_VALUE);
    }

    @Test
    void bytes_that_a_dead_process_wrote_behind_the_hashed_ones_are_gone_on_from() throws Exception {
        scene.disk.runs("monday");
        staging = scene.open(1 << 20);
        staging.store(JOB, 1, body("abcdef"), known(-1, 0));
        staging.save(JOB, 1, known(9, 3));

        Checkpoint left = staging.checkpoint(JOB, 1).orElseThrow();

        assertThat(left.flushed()).isEqualTo(6);
        assertThat(staging.store(JOB, 1, body("ghi"), left).file()).hasContent("abcdefghi");
    }

    @Test
    void bytes_behind_those_of_a_body_that_broke_off_are_not_gone_on_from() throws Exception {
        scene.disk.runs("monday");
        staging = scene.open(1 << 20);
        assertThatThrownBy(() -> staging.store(JOB, 1, cut("abc"), known(9, 0)));
        Files.writeString(staging.folder(JOB).resolve("1"), "abc and more");

        assertThat(staging.checkpoint(JOB, 1)).map(Checkpoint::flushed).contains(3L);
    }

    @Test
    void what_is_known_is_kept_before_the_first_byte_comes() throws Exception {
        InputStream curious = new InputStream() {
            @Override
            public int read() {
                assertThat(staging.checkpoint(JOB, 1)).contains(known(-1, 0));
                return -1;
            }
        };

        assertThat(staging.store(JOB, 1, curious, known(-1, 0)).bytes()).isZero();
    }

    @Test
    void a_small_one_is_kept_with_nothing_that_is_known_of_another_version() {
        assertThatThrownBy(() -> staging.store(JOB, 1, cut("abc"), known(9, 0)));
        InputStream dying = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("killed");
            }
        };

        assertThatThrownBy(() -> staging.store(JOB, 1, dying, known(4, 0))).hasMessage("killed");

        assertThat(staging.checkpoint(JOB, 1)).isEmpty();
    }

    @Test
    void a_checkpoint_is_believed_when_its_bytes_are_there() throws Exception {
        assertThat(staging.checkpoint(JOB, 1)).isEmpty();
        staging.store(JOB, 1, body("abc"), known(-1, 0));

        staging.save(JOB, 1, known(9, 2));
        assertThat(staging.checkpoint(JOB, 1)).contains(known(9, 2));
        staging.save(JOB, 1, known(9, 3));
        assertThat(staging.checkpoint(JOB, 1)).contains(known(9, 3));
        staging.save(JOB, 1, known(9, 4));
        assertThat(staging.checkpoint(JOB, 1)).isEmpty();
        staging.save(JOB, 1, known(9, 0));
        Files.delete(staging.folder(JOB).resolve("1"));
        assertThat(staging.checkpoint(JOB, 1)).isEmpty();
    }

    @Test
    void a_process_that_died_left_all_it_wrote_and_a_lost_power_only_what_was_flushed() throws Exception {
        scene.disk.runs("monday");
        staging = scene.open(1 << 20);
        staging.store(JOB, 1, body("abcde"), known(-1, 0));
        staging.save(JOB, 1, known(9, 2));

        assertThat(staging.checkpoint(JOB, 1)).map(Checkpoint::flushed).contains(5L);

        scene.disk.runs("tuesday");
        assertThat(scene.open(1 << 20).checkpoint(JOB, 1))
                .map(Checkpoint::flushed)
                .contains(2L);
    }

    @Test
    void a_checkpoint_that_cannot_be_read_is_none() throws Exception {
        staging.store(JOB, 1, body("abc"), known(3, 0));

        Files.writeString(staging.folder(JOB).resolve("1.json"), "{\"na");

        assertThat(staging.checkpoint(JOB, 1)).isEmpty();
    }

    @Test
    void a_shorter_checkpoint_replaces_a_longer_one_whole() throws Exception {
        staging.store(JOB, 1, body("abc"), known(3, 0));
        staging.save(JOB, 1, known(3, 0).whole(3, ABC));

        staging.save(JOB, 1, known(3, 1));

        assertThat(staging.checkpoint(JOB, 1)).contains(known(3, 1));
        assertThat(staging.folder(JOB).resolve("1.draft")).doesNotExist();
    }

    @Test
    void that_of_a_small_whole_result_is_a_file_once_its_attempt_has_ended_without_a_delivery() throws Exception {
        staging.store(JOB, 1, body("abc"), known(3, 0));
        Checkpoint whole = known(3, 0).whole(3, ABC);
        staging.save(JOB, 1, whole);

        assertThat(staging.checkpoint(JOB, 1)).contains(whole);
        assertThat(scene.open(9).checkpoint(JOB, 1)).isEmpty();
        staging.leave(JOB);
        assertThat(staging.checkpoint(JOB, 1)).contains(whole);
        assertThat(scene.open(9).checkpoint(JOB, 1)).contains(whole);
    }

    @Test
    void no_older_file_contradicts_that_of_a_small_whole_result() throws Exception {
        staging.store(JOB, 1, body("abc"), known(-1, 0));
        Checkpoint whole = known(-1, 0).whole(3, ABC);

        staging.save(JOB, 1, whole);

        assertThat(scene.open(9).checkpoint(JOB, 1)).contains(whole);
    }

    @Test
    void nothing_is_known_of_what_was_cleared_or_discarded() throws Exception {
        staging.store(JOB, 1, body("abc"), known(3, 0));
        staging.save(JOB, 1, known(3, 0).whole(3, ABC));
        staging.store(JOB, 2, body("abc"), known(3, 0));
        staging.save(JOB, 2, known(3, 0).whole(3, ABC));

        staging.discard(JOB, 2);
        staging.leave(JOB);
        assertThat(staging.folder(JOB).resolve("2.json")).doesNotExist();
        staging.save(JOB, 1, known(3, 0).whole(3, ABC));
        staging.clear(JOB);
        staging.leave(JOB);

        assertThat(staging.folder(JOB)).doesNotExist();
    }

    @Test
    void an_attempt_ends_although_its_checkpoint_cannot_be_written() throws Exception {
        staging.store(JOB, 1, body("abc"), known(3, 0));
        staging.save(JOB, 1, known(3, 0).whole(3, ABC));
        Files.createDirectories(staging.folder(JOB).resolve("1.draft").resolve("in the way"));

        staging.leave(JOB);

        assertThat(staging.checkpoint(JOB, 1)).isEmpty();
    }

    @Test
    void a_result_is_whole_when_its_length_and_hash_are_as_they_were() throws Exception {
        Staging.Stored stored = staging.store(JOB, 1, body("abc"), known(3, 0));

        assertThat(staging.whole(JOB, 1, known(3, 3).whole(3, ABC))).contains(stored);
        assertThat(staging.whole(JOB, 1, known(3, 3))).contains(stored);
        assertThat(staging.whole(JOB, 1, known(3, 3).whole(3, "0"))).isEmpty();
        assertThat(staging.whole(JOB, 1, known(4, 4).whole(4, ABC))).isEmpty();
        assertThat(staging.whole(JOB, 2, known(3, 3))).isEqualTo(Optional.empty());
    }
}
