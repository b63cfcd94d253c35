package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobdrop.job.Job;
import io.jobdrop.job.NoRoom;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    private static final long MB = 1 << 20;
    private static final Job JOB = TestLedger.job("a");

    @TempDir
    Path drop;

    private final ManualClock clock = new ManualClock();
    private long free = 100 * MB;
    private long total = 1000 * MB;
    private final Disk disk = new Disk() {
        @Override
        public long free(Path folder) {
            return free;
        }

        @Override
        public long total(Path folder) {
            return total;
        }
    };
    private final Room room = new Room(Path.of("/drop"), disk, clock, times -> Duration.ofSeconds(1L << times));

    @Test
    void results_under_way_keep_what_is_still_to_come_of_them() {
        Room.Share first = share("a", 60 * MB, 0);

        assertThatThrownBy(() -> share("b", 40 * MB, 0))
                .isInstanceOf(NoRoom.class)
                .hasMessage("there is no room for it: it needs 40.0 MB; of 100.0 MB that are free in /drop"
                        + " (jobdrop.drop.dir), 70.0 MB are kept for other results and as a reserve. Make room; the job"
                        + " then continues by itself, and no attempt is counted");
        share("c", 30 * MB, 0).close();

        first.reached(50 * MB);
        free = 50 * MB;
        share("b", 30 * MB, 0).close();
        first.close();
        share("b", 40 * MB, 0).close();
    }

    @Test
    void only_the_rest_of_a_resumed_result_has_to_fit() {
        share("a", 500 * MB, 415 * MB).close();
    }

    @Test
    void one_of_unknown_length_ends_before_it_takes_what_others_need() {
        Room.Share other = share("b", 50 * MB, 0);
        Room.Share unknown = share("a", -1, 0);
        unknown.reached(30 * MB);
        free = 70 * MB;

        assertThatThrownBy(() -> unknown.reached(41 * MB)).isInstanceOf(NoRoom.class);
        other.reached(50 * MB);
    }

    @Test
    void a_file_system_that_tells_no_length_refuses_nothing() {
        total = 0;
        free = 0;

        share("a", 500 * MB, 0).close();
    }

    @Test
    void a_job_without_room_is_refused_before_it_asks_until_what_is_free_suffices_or_is_old() {
        assertThatThrownBy(() -> share("a", 200 * MB, 0)).isInstanceOf(NoRoom.class);

        assertThatThrownBy(() -> room.admit(JOB)).isInstanceOf(NoRoom.class);
        room.admit(TestLedger.job("b"));
        clock.tick(Duration.ofMinutes(31));
        room.admit(JOB);

        assertThatThrownBy(() -> share("a", 200 * MB, 0)).isInstanceOf(NoRoom.class);
        free = 300 * MB;
        room.admit(JOB);
    }

    @Test
    void the_pause_grows_to_a_minute_or_to_ten_where_what_is_free_shows_nothing() {
        for (int i = 0; i < 12; i++) {
            catchThrowableOfType(NoRoom.class, () -> share("a", 200 * MB, 0));
            room.failed(TestLedger.job("quota"), "cannot write", 5);
        }
        NoRoom visible = catchThrowableOfType(NoRoom.class, () -> room.admit(JOB));

        assertThat(visible.notBefore()).isEqualTo(clock.instant().plusSeconds(60));
        NoRoom quota = room.failed(TestLedger.job("quota"), "cannot write: Disk quota exceeded", 5);
        assertThat(quota.notBefore()).isEqualTo(clock.instant().plusSeconds(600));
        room.admit(TestLedger.job("quota"));
    }

    @Test
    void it_is_full_until_a_file_is_written_and_something_waits_until_it_has_room() throws Exception {
        try (LogLines log = new LogLines(Level.INFO)) {
            for (int i = 0; i < 3; i++) {
                catchThrowableOfType(NoRoom.class, () -> share("a", 200 * MB, 0));
            }
            assertThat(room.full()).hasValueSatisfying(why -> assertThat(why).startsWith("f job a: there is no room"));
            catchThrowableOfType(NoRoom.class, () -> share("c", 300 * MB, 0));

            share("b", 1, 0).whole();
            assertThat(room.full()).isEmpty();
            assertThat(room.waiting())
                    .hasValueSatisfying(why -> assertThat(why).startsWith("2 files wait for room: f job a"));
            room.watch();

            free = 400 * MB;
            assertThat(room.waiting()).isEmpty();
            room.watch();
            room.watch();
            assertThat(log.all()).hasSize(2);
            assertThat(log.all().get(1))
                    .isEqualTo("there is room again in /drop (jobdrop.drop.dir): 400.0 MB are free");
        }
    }

    @Test
    void a_job_that_is_not_tried_any_more_does_not_wait_any_more() {
        catchThrowableOfType(NoRoom.class, () -> share("a", 200 * MB, 0));

        clock.tick(Duration.ofMinutes(6));

        assertThat(room.waiting()).isEmpty();
        assertThat(room.full()).isEmpty();
    }

    @Test
    void only_the_words_of_the_system_itself_speak_of_this_disk() {
        assertThat(Disk.isFull(new IOException("x", new IOException("No space left on device"))))
                .isTrue();
        assertThat(Disk.isFull(new FileSystemException("a", null, "Disk quota exceeded")))
                .isTrue();
        assertThat(Disk.isFull(new IOException("server says: No space left on device")))
                .isFalse();
        assertThat(Disk.isFull(new IllegalStateException("No space left on device")))
                .isFalse();
    }

    @Test
    void a_full_disk_does_not_publish_by_a_rename() throws Exception {
        Path file = Files.writeString(drop.resolve("a"), "a");
        Disk full = new Disk() {
            @Override
            protected void link(Path target, Path of) throws IOException {
                throw new FileSystemException(target.toString(), of.toString(), "No space left on device");
            }
        };

        assertThatThrownBy(() -> full.publish(file, drop.resolve("b"))).isInstanceOf(FileSystemException.class);
        assertThat(drop.resolve("b")).doesNotExist();
        assertThat(file).exists();
    }

    private Room.Share share(String id, long bytes, long there) {
        return room.share(TestLedger.job(id), drop.resolve(id), bytes, there);
    }
}
