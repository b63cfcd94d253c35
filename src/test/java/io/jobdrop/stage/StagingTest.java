package io.jobdrop.stage;

import static io.jobdrop.download.DownloadScene.body;
import static io.jobdrop.download.DownloadScene.cut;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    private static final Job JOB = TestLedger.job("a");
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final int BUFFER = 128 * 1024;

    @TempDir
    Path drop;

    private final DiskSteps disk = new DiskSteps();
    private final List<String> progress = new ArrayList<>();
    private FolderStaging staging;

    @BeforeEach
    void open() {
        staging = staging(Long.MAX_VALUE);
    }

    @Test
    void a_body_is_stored_hashed_and_flushed() throws Exception {
        Staging.Stored stored = staging.store(JOB, 1, body("abc"), known(3, 0));

        assertThat(stored.file())
                .hasContent("abc")
                .isEqualTo(staging.folder(JOB).resolve("1"));
        assertThat(stored.bytes()).isEqualTo(3);
        assertThat(stored.sha256()).isEqualTo(ABC);
        assertThat(disk.taken())
                .containsExactly("folder me", "folder 0", "create 1", "delete 1.json", "write 1", "flush 1");
        assertThat(progress).containsExactly("f job a result 1 of 3", "+3", "closed");
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
                drop.resolve("published"),
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
    void bytes_that_a_dead_process_wrote_behind_the_hashed_ones_are_gone_on_from() throws Exception {
        disk.runs("monday");
        staging = staging(1 << 20);
        staging.store(JOB, 1, body("abcdef"), known(-1, 0));
        staging.save(JOB, 1, known(9, 3));

        Checkpoint left = staging.checkpoint(JOB, 1).orElseThrow();

        assertThat(left.flushed()).isEqualTo(6);
        assertThat(staging.store(JOB, 1, body("ghi"), left).file()).hasContent("abcdefghi");
    }

    @Test
    void bytes_behind_those_of_a_body_that_broke_off_are_not_gone_on_from() throws Exception {
        disk.runs("monday");
        staging = staging(1 << 20);
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
    void what_came_of_a_body_that_breaks_off_is_kept() {
        assertThatThrownBy(() -> staging.store(JOB, 1, cut("abc"), known(9, 0)))
                .isInstanceOf(Staging.BrokenOff.class)
                .hasMessage("the download broke off after 3 bytes: gone")
                .hasCauseInstanceOf(IOException.class);

        assertThat(staging.checkpoint(JOB, 1)).contains(known(9, 3));
        assertThat(staging.staged(JOB)).isEqualTo(3);
        assertThat(disk.count("flush 1")).isEqualTo(1);
        assertThat(progress).endsWith("closed");
    }

    @Test
    void what_came_of_a_body_that_ends_before_its_length_is_kept() {
        assertThatThrownBy(() -> staging.store(JOB, 1, body("abc"), known(9, 0)))
                .isInstanceOf(Staging.BrokenOff.class)
                .hasMessage("the download broke off after 3 bytes: 9 were announced");

        assertThat(staging.checkpoint(JOB, 1)).contains(known(9, 3));
        assertThat(disk.count("flush 1")).isEqualTo(1);
    }

    @Test
    void a_long_body_is_flushed_and_noted_after_each_32_megabytes() throws Exception {
        InputStream body = new SequenceInputStream(body(new byte[(32 << 20) + BUFFER]), body(new byte[3 * BUFFER]));

        staging.store(JOB, 1, body, known(-1, 0));

        assertThat(disk.count("flush 1")).isEqualTo(2);
        assertThat(disk.count("replace 1.json")).isEqualTo(2);
        assertThat(staging.checkpoint(JOB, 1)).contains(known(-1, 32 << 20));
    }

    @Test
    void a_body_of_the_largest_size_is_taken_and_one_byte_more_is_refused() throws Exception {
        staging = staging(3);

        assertThat(staging.store(JOB, 1, body("abc"), known(3, 0)).bytes()).isEqualTo(3);
        assertThatThrownBy(() -> staging.store(JOB, 1, body("abcd"), known(-1, 0)))
                .isInstanceOf(GiveUp.class)
                .hasMessage("a result is larger than jobdrop.download.max-size (3 bytes); nothing was delivered."
                        + " Raise the setting, then use jobdrop retry");
    }

    @Test
    void a_body_that_is_announced_as_too_large_is_not_begun() {
        staging = staging(3);

        assertThatThrownBy(() -> staging.store(JOB, 1, body("a"), known(4, 0))).isInstanceOf(GiveUp.class);

        assertThat(disk.taken()).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_is_a_passing_failure() throws Exception {
        staging.close();
        Files.writeString(drop.resolve(".staging"), "in the way");

        assertThatThrownBy(() -> staging.store(JOB, 1, body("abc"), known(3, 0)))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to " + drop.resolve(".staging"));
        assertThatThrownBy(() -> staging.save(JOB, 1, known(3, 0)))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to " + drop.resolve(".staging"));
        assertThatThrownBy(() -> staging.discard(JOB, 1))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to " + drop.resolve(".staging"));
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
        disk.runs("monday");
        staging = staging(1 << 20);
        staging.store(JOB, 1, body("abcde"), known(-1, 0));
        staging.save(JOB, 1, known(9, 2));

        assertThat(staging.checkpoint(JOB, 1)).map(Checkpoint::flushed).contains(5L);

        disk.runs("tuesday");
        assertThat(staging(1 << 20).checkpoint(JOB, 1)).map(Checkpoint::flushed).contains(2L);
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
    void a_result_is_whole_when_its_length_and_hash_are_as_they_were() throws Exception {
        Staging.Stored stored = staging.store(JOB, 1, body("abc"), known(3, 0));

        assertThat(staging.whole(JOB, 1, known(3, 3).whole(3, ABC))).contains(stored);
        assertThat(staging.whole(JOB, 1, known(3, 3))).contains(stored);
        assertThat(staging.whole(JOB, 1, known(3, 3).whole(3, "0"))).isEmpty();
        assertThat(staging.whole(JOB, 1, known(4, 4).whole(4, ABC))).isEmpty();
        assertThat(staging.whole(JOB, 2, known(3, 3))).isEqualTo(Optional.empty());
    }

    private static Checkpoint known(long total, long flushed) {
        return Checkpoints.of("\"v1\"", total).at(flushed);
    }

    private FolderStaging staging(long maxSize) {
        return new FolderStaging(drop, "ledger", "me", maxSize, this::begin, disk);
    }

    private Progress.Transfer begin(String what, long expected) {
        progress.add(what + " of " + expected);
        return new Progress.Transfer() {
            @Override
            public void advance(int bytes) {
                progress.add("+" + bytes);
            }

            @Override
            public void close() {
                progress.add("closed");
            }
        };
    }
}
