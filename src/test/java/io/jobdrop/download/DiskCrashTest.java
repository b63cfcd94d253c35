package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.download.CrashDisks.FullDisk;
import io.jobdrop.download.CrashDisks.Listing;
import io.jobdrop.download.CrashDisks.PowerCut;
import io.jobdrop.download.CrashDisks.Stopped;
import io.jobdrop.download.CrashDisks.Watching;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.Disk;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivery that stops at each of its steps in turn, and what a reader of the drop and the next attempt then find. */
@Tag("slow")
class DiskCrashTest {
    @TempDir
    Path folder;

    private TestLedger ledger;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_power_cut_at_any_step_leaves_nothing_half_and_the_next_attempt_finishes() throws Exception {
        int steps = stepsOfADelivery();
        assertThat(steps).isGreaterThan(20);

        for (int last = 0; last < steps; last++) {
            CrashScene home = home("j-" + last, new PowerCut(last));
            assertThatThrownBy(home::deliver).as("step " + last).isInstanceOf(PowerCut.Off.class);

            Map<Path, Object> published = home.visible();
            home.assertNothingHalf();
            home.restart(new Watching(home));
            home.deliver();

            home.assertDelivered();
            assertThat(home.visible()).as("step " + last).containsAllEntriesOf(published);
        }
    }

    @Test
    void what_was_published_before_a_power_cut_stays_although_the_vendor_has_other_bytes_by_now() throws Exception {
        int steps = stepsOfADelivery();

        for (int last = 0; last < steps; last++) {
            CrashScene home = home("o-" + last, new PowerCut(last));
            assertThatThrownBy(home::deliver).as("step " + last).isInstanceOf(PowerCut.Off.class);

            Map<Path, String> published = home.contents();
            home.content = CrashScene.OTHER;
            home.restart(new Watching(home));
            home.deliver();

            assertThat(home.contents()).as("step " + last).containsAllEntriesOf(published);
            home.assertRecorded();
            home.assertStagingCleared();
        }
    }

    @Test
    void a_process_that_was_stopped_at_any_step_and_lost_its_claim_changes_nothing_when_it_goes_on() throws Exception {
        int steps = stepsOfADelivery();

        for (int last = 0; last < steps; last++) {
            Stopped disk = new Stopped(last);
            CrashScene home = home("s-" + last, disk);
            CrashScene taker = home("s-" + last, new Disk());
            taker.content = CrashScene.OTHER;
            disk.meanwhile = () -> {
                taker.another();
                taker.deliver();
                disk.delivered = taker.contents();
            };

            assertThatThrownBy(home::deliver).as("step " + last).isInstanceOf(JobFailure.class);

            assertThat(taker.contents()).as("step " + last).isEqualTo(disk.delivered);
            taker.assertRecorded();
            home.staging.clear(home.job);
            home.die();
            taker.assertStagingCleared();
        }
    }

    @Test
    void two_processes_with_a_copy_of_one_ledger_stage_in_different_folders() throws Exception {
        CrashScene one = home("c", new Disk());
        one.stage();
        CrashScene other = home("c", new Disk());
        other.die();
        other.owner = "copy";
        other.use(new Disk());
        other.staging.retainOnly("f", List.of());

        assertThat(other.staging.folder(one.job)).isNotEqualTo(one.staging.folder(one.job));
        ledger.jobs().delivered(one.job, one.publish());

        one.assertDelivered();
    }

    @Test
    void a_crash_between_the_manifest_and_the_ledger_publishes_nothing_twice() throws Exception {
        CrashScene home = home("j", new Disk());
        home.stageAndPublish();
        Map<Path, Object> published = home.visible();

        home.restart(new Disk());
        home.deliver();

        home.assertDelivered();
        assertThat(home.visible()).isEqualTo(published);
    }

    @Test
    void a_full_disk_at_any_step_fails_the_attempt_and_the_next_one_finishes() throws Exception {
        int steps = stepsOfADelivery();

        for (int bad = 0; bad < steps; bad++) {
            CrashScene home = home("j-" + bad, new FullDisk(bad));
            try {
                home.deliver();
            } catch (RetryLater e) {
                assertThat(e).hasMessageContaining("No space left on device");
                assertThat(ledger.jobs().failed(home.job, e, home.staging.staged(home.job)))
                        .isEqualTo(JobState.DUE);
                home.assertNothingHalf();
                ledger.clock().tick(Duration.ofMinutes(1));
                home.deliver();
            }

            home.assertDelivered();
        }
    }

    @Test
    void what_is_published_is_on_the_disk_before_and_the_manifest_comes_last() throws Exception {
        Listing disk = new Listing();
        CrashScene home = home("j", disk);

        home.deliver();

        assertThat(disk.steps)
                .containsSubsequence(
                        "write 1",
                        "flush 1",
                        "write 2",
                        "flush 2",
                        "publish a.csv",
                        "publish b.csv",
                        "flush j",
                        "write manifest",
                        "flush manifest",
                        "publish manifest.json",
                        "flush j");
    }

    private int stepsOfADelivery() throws Exception {
        Listing disk = new Listing();
        home("count", disk).deliver();
        return disk.steps.size();
    }

    private CrashScene home(String id, Disk disk) {
        return new CrashScene(folder, ledger, id, disk);
    }
}
