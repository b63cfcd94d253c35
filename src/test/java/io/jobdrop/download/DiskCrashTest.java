package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.deliver.FileDrop;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.Installation;
import io.jobdrop.support.TestLedger;
import io.jobdrop.vendor.Throttles;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivery that stops at each of its steps in turn, and what a reader of the drop and the next attempt then find. */
@Tag("slow")
class DiskCrashTest {
    private static final Map<String, String> CONTENT = Map.of("a.csv", "first\n", "b.csv", "second\n");
    private static final Map<String, String> OTHER = Map.of("a.csv", "other\n", "b.csv", "and another\n");
    private static final List<String> NAMES = List.of("a.csv", "b.csv");

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

    /** What is published never changes, not even for a moment. */
    private static final class Watching extends Disk {
        private final Home home;
        private final Map<Path, String> published;

        private Watching(Home home) throws IOException {
            this.home = home;
            this.published = home.contents();
        }

        @Override
        protected void before(String step, Path path) throws IOException {
            assertThat(home.contents()).as("before " + step + " " + path).containsAllEntriesOf(published);
        }
    }

    /** The process stands still before one step, for longer than its lease, while another does its work. */
    private static final class Stopped extends Disk {
        private final int at;
        private int steps;
        private Callback meanwhile = () -> {};
        private Map<Path, String> delivered = Map.of();

        private interface Callback {
            void happen() throws IOException;
        }

        private Stopped(int at) {
            this.at = at;
        }

        @Override
        protected void before(String step, Path path) throws IOException {
            if (steps++ == at) {
                meanwhile.happen();
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
            Home home = new Home("o-" + last, new PowerCut(last));
            assertThatThrownBy(home::deliver).as("step " + last).isInstanceOf(PowerCut.Off.class);

            Map<Path, String> published = home.contents();
            home.content = OTHER;
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
            Home home = new Home("s-" + last, disk);
            Home taker = new Home("s-" + last, new Disk());
            taker.content = OTHER;
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
        Home one = new Home("c", new Disk());
        one.stage();
        Home other = new Home("c", new Disk());
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
        Home home = new Home("j", new Disk());
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

    private static Result result(int index, String name, Map<String, String> content) {
        return new Result(index, "data:text/csv," + content.get(name).replace("\n", "%0A"), name, OptionalLong.empty());
    }

    /** The way of one job into a drop whose disk may fail. */
    private final class Home {
        private final Job named;
        private final Settings settings;
        private final Path root;
        private Map<String, String> content = CONTENT;
        private Job job;
        private String owner = "me";
        private FolderStaging staging;
        private Downloads downloads;
        private FileDrop drop;

        private Home(String id, Disk disk) {
            named = new Job("f", "v", id, JsonNodeFactory.instance.objectNode(), true, null);
            job = named;
            settings = new Installation(folder)
                    .set("JOBDROP_DROP_DIR", "drop-" + id)
                    .read()
                    .settings();
            root = settings.path("jobdrop.drop.dir");
            use(disk);
            ledger.offerable(List.of(job));
        }

        private void use(Disk disk) {
            staging = new FolderStaging(root, "ledger", owner, 1 << 20, Progress.NONE, disk);
            downloads = new Downloads(
                    new AddressGuard(List.of()),
                    feed -> staging,
                    new VendorErrors(settings, ledger.clock()),
                    RetryPolicy.of(settings),
                    ledger.clock(),
                    new Ranges(settings, new Throttles(settings, ledger.clock(), () -> false)),
                    settings);
            drop = new FileDrop(settings, staging, ledger.jobs(), ledger.intents(), ledger.clock(), disk);
        }

        /** The operating system takes the locks of a process that is gone. */
        private void die() {
            try {
                staging.close();
            } catch (PowerCut.Off off) {
                assertThat(off).isNotNull();
            }
        }

        private void restart(Disk disk) {
            die();
            owner = "next";
            use(disk);
            ledger.claims(owner).takeOver("me"::equals);
            staging.retainOnly("f", ledger.jobs().queries().begun("f"));
        }

        /** A process that takes the first one for dead, since its lease is over; it may live all the same. */
        private void another() {
            ledger.clock().tick(Duration.ofMinutes(2));
            owner = "another";
            use(new Disk());
            staging.retainOnly("f", ledger.jobs().queries().begun("f"));
        }

        private Delivery stageAndPublish() throws IOException {
            stage();
            return publish();
        }

        private List<StagedResult> staged = List.of();

        private void stage() throws IOException {
            job = named.claimedAs(ledger.claims(owner).claim("f", named.id()).orElseThrow());
            JobNames names = settings.dropNames().of(TestFeed.plain(), job);
            List<StagedResult> results = new ArrayList<>();
            for (int index = 1; index <= NAMES.size(); index++) {
                Result result = result(index, NAMES.get(index - 1), content);
                results.add(downloads.begin(job, names, result).staged());
            }
            staged = results;
        }

        private Delivery publish() {
            return drop.deliver(job, settings.dropNames().of(TestFeed.plain(), job), staged);
        }

        private void deliver() throws IOException {
            Delivery delivery = stageAndPublish();
            ledger.jobs().delivered(job, delivery);
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

        private Map<Path, String> contents() throws IOException {
            Map<Path, String> files = new HashMap<>();
            for (Path file : visible().keySet()) {
                files.put(file, Files.readString(folder().resolve(file)));
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
            assertThat(ledger.entry(named.id()).state()).isNotEqualTo(JobState.DELIVERED);
        }

        private void assertDelivered() throws IOException {
            assertThat(visible()).hasSize(3);
            CONTENT.forEach(
                    (name, content) -> assertThat(folder().resolve(name)).hasContent(content));
            assertRecorded();
            assertStagingCleared();
        }

        /** The ledger and the manifest say of each file what it holds. */
        private void assertRecorded() throws IOException {
            LedgerEntry entry = ledger.entry(named.id());
            assertThat(entry.state()).isEqualTo(JobState.DELIVERED);
            for (DeliveredFile file : entry.files()) {
                Path path = Path.of(file.location());
                assertThat(Sha256.of(path)).isEqualTo(file.sha256());
                assertThat(Files.size(path)).isEqualTo(file.bytes());
                assertThat(folder().resolve("manifest.json")).content().contains(file.sha256());
            }
        }

        private void assertStagingCleared() {
            die();
            owner = "last";
            use(new Disk());
            staging.retainOnly("f", List.of());
            staging.close();
            assertThat(root.resolve(".staging")).doesNotExist();
        }

        private Path folder() {
            return root.resolve("f").resolve(named.id());
        }
    }
}
