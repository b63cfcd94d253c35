package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.deliver.FileDrop;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Result;
import io.jobdrop.metrics.Meters;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.resolve.ResultFinder;
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

/** The way of one job into a drop whose disk may fail. */
final class CrashScene {
    private static final Map<String, String> CONTENT = Map.of("a.csv", "first\n", "b.csv", "second\n");
    static final Map<String, String> OTHER = Map.of("a.csv", "other\n", "b.csv", "and another\n");
    private static final List<String> NAMES = List.of("a.csv", "b.csv");

    private final TestLedger ledger;
    private final Job named;
    private final Settings settings;
    private final Path root;
    Map<String, String> content = CONTENT;
    Job job;
    String owner = "me";
    FolderStaging staging;
    private Downloads downloads;
    private FileDrop drop;
    private List<StagedResult> staged = List.of();

    CrashScene(Path folder, TestLedger ledger, String id, Disk disk) {
        this.ledger = ledger;
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

    void use(Disk disk) {
        staging = new FolderStaging(root, "ledger", owner, 1 << 20, Progress.NONE, disk);
        downloads = new Downloads(
                new AddressGuard(List.of()),
                feed -> staging,
                new VendorErrors(settings, ledger.clock()),
                RetryPolicy.of(settings),
                ledger.clock(),
                new Ranges(settings, new Throttles(settings, ledger.clock(), () -> false)),
                settings,
                new ResultFinder(any -> ""),
                Meters.NONE);
        drop = new FileDrop(settings, staging, ledger.intents(), ledger.clock(), disk);
    }

    /** The operating system takes the locks of a process that is gone. */
    void die() {
        try {
            staging.close();
        } catch (CrashDisks.PowerCut.Off off) {
            assertThat(off).isNotNull();
        }
    }

    void restart(Disk disk) {
        die();
        owner = "next";
        use(disk);
        ledger.claims(owner).takeOver("me"::equals);
        staging.retainOnly("f", ledger.jobs().queries().begun("f"));
    }

    /** A process that takes the first one for dead, since its lease is over; it may live all the same. */
    void another() {
        ledger.clock().tick(Duration.ofMinutes(2));
        owner = "another";
        use(new Disk());
        staging.retainOnly("f", ledger.jobs().queries().begun("f"));
    }

    Delivery stageAndPublish() throws IOException {
        stage();
        return publish();
    }

    void stage() throws IOException {
        job = named.claimedAs(ledger.claims(owner).claim("f", named.id()).orElseThrow());
        JobNames names = settings.dropNames().of(TestFeed.plain(), job);
        List<StagedResult> results = new ArrayList<>();
        for (int index = 1; index <= NAMES.size(); index++) {
            Result result = result(index, NAMES.get(index - 1), content);
            results.add(downloads.begin(TestFeed.plain(), job, names, result).staged());
        }
        staged = results;
    }

    Delivery publish() {
        return drop.deliver(job, settings.dropNames().of(TestFeed.plain(), job), staged);
    }

    void deliver() throws IOException {
        Delivery delivery = stageAndPublish();
        ledger.jobs().delivered(job, delivery);
    }

    /** The visible files, and what tells a file from another of the same name. */
    Map<Path, Object> visible() throws IOException {
        Map<Path, Object> files = new HashMap<>();
        try (Stream<Path> entries = Files.exists(folder()) ? Files.list(folder()) : Stream.empty()) {
            for (Path file : entries.toList()) {
                files.put(file.getFileName(), Files.getAttribute(file, "unix:ino"));
            }
        }
        return files;
    }

    Map<Path, String> contents() throws IOException {
        Map<Path, String> files = new HashMap<>();
        for (Path file : visible().keySet()) {
            files.put(file, Files.readString(folder().resolve(file)));
        }
        return files;
    }

    void assertNothingHalf() throws IOException {
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

    void assertDelivered() throws IOException {
        assertThat(visible()).hasSize(3);
        CONTENT.forEach((name, content) -> assertThat(folder().resolve(name)).hasContent(content));
        assertRecorded();
        assertStagingCleared();
    }

    /** The ledger and the manifest say of each file what it holds. */
    void assertRecorded() throws IOException {
        LedgerEntry entry = ledger.entry(named.id());
        assertThat(entry.state()).isEqualTo(JobState.DELIVERED);
        for (DeliveredFile file : entry.files()) {
            Path path = Path.of(file.location());
            assertThat(Sha256.of(path)).isEqualTo(file.sha256());
            assertThat(Files.size(path)).isEqualTo(file.bytes());
            assertThat(folder().resolve("manifest.json")).content().contains(file.sha256());
        }
    }

    void assertStagingCleared() {
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

    private static Result result(int index, String name, Map<String, String> content) {
        return new Result(index, "data:text/csv," + content.get(name).replace("\n", "%0A"), name, OptionalLong.empty());
    }
}
