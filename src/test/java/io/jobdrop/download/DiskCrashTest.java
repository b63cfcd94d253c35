package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.config.Settings;
import io.jobdrop.deliver.Delivery;
import io.jobdrop.deliver.DropNames;
import io.jobdrop.deliver.FileDrop;
import io.jobdrop.deliver.JobNames;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.resolve.Result;
import io.jobdrop.support.Installation;
import io.jobdrop.support.TestLedger;
import io.jobdrop.vendor.AccountGates;
import io.jobdrop.vendor.VendorErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivery that stops at each of its steps in turn, and what a reader of the drop and the next attempt then find. */
class DiskCrashTest {
    private static final Map<String, String> CONTENT = Map.of("a.csv", "first\n", "b.csv", "second\n");
    private static final List<Result> RESULTS = List.of(result(1, "a.csv"), result(2, "b.csv"));

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

    /** The machine loses its power before a step: neither that step nor a later one is taken. */
    private static final class PowerCut extends Disk {
        private static final class Off extends Error {
            private static final long serialVersionUID = 1L;
        }

        private final int last;
        private int steps;

        private PowerCut(int last) {
            this.last = last;
        }

        @Override
        protected void before(String step, Path path) {
            if (steps++ >= last) {
                throw new Off();
            }
        }
    }

    /** One step fails, as it does on a full disk or on a folder that became read-only. */
    private static final class FullDisk extends Disk {
        private final int bad;
        private int steps;

        private FullDisk(int bad) {
            this.bad = bad;
        }

        @Override
        protected void before(String step, Path path) throws IOException {
            if (steps++ == bad) {
                throw new IOException("No space left on device");
            }
        }
    }

    private static final class Listing extends Disk {
        private final List<String> steps = new ArrayList<>();

        @Override
        protected void before(String step, Path path) {
            steps.add(step + " " + path.getFileName());
        }
    }

    @Test
    void a_power_cut_at_any_step_leaves_nothing_half_and_the_next_attempt_finishes() throws Exception {
        int steps = stepsOfADelivery();
        assertThat(steps).isGreaterThan(20);

        for (int last = 0; last < steps; last++) {
            Home home = new Home("j-" + last, new PowerCut(last));
            assertThatThrownBy(home::deliver).as("step " + last).isInstanceOf(PowerCut.Off.class);

            Map<Path, Object> published = home.visible();
            home.assertNothingHalf();
            home.restart();
            home.deliver();

            home.assertDelivered();
            assertThat(home.visible()).as("step " + last).containsAllEntriesOf(published);
        }
    }

    @Test
    void a_crash_between_the_manifest_and_the_ledger_publishes_nothing_twice() throws Exception {
        Home home = new Home("j", new Disk());
        home.stageAndPublish();
        Map<Path, Object> published = home.visible();

        home.restart();
        home.deliver();

        home.assertDelivered();
        assertThat(home.visible()).isEqualTo(published);
    }

    @Test
    void a_full_disk_at_any_step_fails_the_attempt_and_the_next_one_finishes() throws Exception {
        int steps = stepsOfADelivery();

        for (int bad = 0; bad < steps; bad++) {
            Home home = new Home("j-" + bad, new FullDisk(bad));
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
        Home home = new Home("j", disk);

        home.deliver();

        assertThat(disk.steps)
                .containsSubsequence(
                        "write 1",
                        "flush 1",
                        "replace 1.json",
                        "write 2",
                        "flush 2",
                        "replace 2.json",
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
        new Home("count", disk).deliver();
        return disk.steps.size();
    }

    private static Result result(int index, String name) {
        return new Result(index, "data:text/csv," + CONTENT.get(name).replace("\n", "%0A"), name, OptionalLong.empty());
    }

    /** The way of one job into a drop whose disk may fail. */
    private final class Home {
        private final Job job;
        private final Settings settings;
        private final Path root;
        private FolderStaging staging;
        private Downloads downloads;
        private FileDrop drop;

        private Home(String id, Disk disk) {
            job = new Job("f", "v", id, JsonNodeFactory.instance.objectNode(), true, null);
            settings = new Installation(folder)
                    .set("JOBDROP_DROP_DIR", "drop-" + id)
                    .read()
                    .settings();
            root = settings.path("jobdrop.drop.dir");
            use(disk);
            ledger.offerable(List.of(job));
        }

        private void use(Disk disk) {
            staging = new FolderStaging(root, folder.resolve("ledger.db"), 1 << 20, Progress.NONE, disk);
            downloads = new Downloads(
                    new AddressGuard(List.of()),
                    feed -> staging,
                    new VendorErrors(settings, ledger.clock()),
                    RetryPolicy.of(settings),
                    ledger.clock(),
                    new Ranges(settings, new AccountGates(settings, ledger.clock(), () -> false)),
                    false);
            drop = new FileDrop(settings, staging, ledger.jobs(), ledger.clock(), disk);
        }

        private void restart() {
            use(new Disk());
            ledger.claims("next").takeOver();
            staging.keepOnly("f", ledger.jobs().queries().due("f"));
        }

        private Delivery stageAndPublish() throws IOException {
            ledger.claims("me").add("f/" + job.id());
            List<StagedResult> staged = new ArrayList<>();
            JobNames names = new DropNames(settings).of(job);
            for (Result result : RESULTS) {
                staged.add(downloads.begin(job, names, result).staged());
            }
            return drop.deliver(job, names, staged);
        }

        private void deliver() throws IOException {
            ledger.jobs().delivered(job, stageAndPublish());
        }

        /** The visible files, and what tells a file from another of the same name. */
        private Map<Path, Object> visible() throws IOException {
            Map<Path, Object> files = new HashMap<>();
            try (Stream<Path> entries = Files.exists(folder()) ? Files.list(folder()) : Stream.empty()) {
                for (Path file : entries.toList()) {
                    files.put(file.getFileName(), Files.getAttribute(file, "unix:ino"));
                }
            }
            return files;
        }

        private void assertNothingHalf() throws IOException {
            for (Path file : visible().keySet()) {
                String name = file.toString();
                if (name.equals("manifest.json")) {
                    assertThat(visible()).hasSize(3);
                    assertThat(folder().resolve(name))
                            .content()
                            .contains("deliveredAt")
                            .endsWith("}");
                } else {
                    assertThat(folder().resolve(name)).hasContent(CONTENT.get(name));
                }
            }
            assertThat(ledger.entry(job.id()).state()).isNotEqualTo(JobState.DELIVERED);
        }

        private void assertDelivered() throws IOException {
            assertThat(visible()).hasSize(3);
            CONTENT.forEach(
                    (name, content) -> assertThat(folder().resolve(name)).hasContent(content));
            assertThat(ledger.entry(job.id()).state()).isEqualTo(JobState.DELIVERED);
            use(new Disk());
            staging.keepOnly("f", List.of());
            assertThat(root.resolve(".staging")).doesNotExist();
        }

        private Path folder() {
            return root.resolve("f").resolve(job.id());
        }
    }
}
