package io.jobdrop.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.name.JobNames;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A drop folder with a ledger and the staged results of the job {@code f/a}. */
final class DropScene implements AutoCloseable {
    private final DiskSteps disk = new DiskSteps();
    private final Map<String, String> settings = new HashMap<>();
    private final TestLedger ledger;
    private final FolderStaging staging;
    private final Path drop;
    private Job job;
    private JobNames names;

    DropScene(Path folder) {
        drop = folder.resolve("drop");
        settings.put("JOBDROP_DROP_DIR", drop.toString());
        ledger = new TestLedger(folder);
        staging = new FolderStaging(drop, "ledger", "me", Long.MAX_VALUE, Progress.NONE, disk);
        job = ledger.claimed("a");
    }

    FileDrop open() {
        return new FileDrop(settings(), staging, ledger.intents(), ledger.clock(), disk);
    }

    /** The same job's way to an endpoint. */
    EndpointDrop openEndpoint() {
        return new EndpointDrop(settings(), staging, ledger.intents(), ledger.clock());
    }

    Settings settings() {
        return Settings.load(drop, List.of(), RuntimeSettings.NONE, settings, List.of(), new ArrayList<>());
    }

    Delivery deliver(FileDrop to, List<StagedResult> results) {
        return to.deliver(job, names(), results);
    }

    /** The names of the job, which stay the same while the settings and the job do. */
    JobNames names() {
        JobNames now = names == null ? settings().dropNames().of(TestFeed.plain(), job) : names;
        names = now;
        return now;
    }

    DropScene set(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    DropScene job(String id, String fields) throws IOException {
        Job unclaimed = new Job("f", "v", id, (ObjectNode) new ObjectMapper().readTree(fields), true, null);
        job = unclaimed.id().equals(job.id()) ? unclaimed.claimedAs(job.claim()) : ledger.claimed(unclaimed, "me");
        return this;
    }

    /** Names the job by the settings of now. */
    DropScene anew() {
        names = null;
        return this;
    }

    /** Records the job as delivered with one file at this path. */
    void recordDelivered(String path) throws IOException {
        DeliveredFile file = new DeliveredFile(path, 1, "00", path(path).toString());
        ledger.jobs().delivered(job, new Delivery(null, List.of(file)));
    }

    /** Another worker has the job, since the lease of the first is over. */
    void claimAnew() {
        ledger.clock().tick(Duration.ofMinutes(2));
        job = ledger.claimed(job, "another");
    }

    Job job() {
        return job;
    }

    DiskSteps disk() {
        return disk;
    }

    TestLedger ledger() {
        return ledger;
    }

    Path path(String below) {
        return drop.resolve(below);
    }

    /** A result as the download leaves it; {@code name} is the vendor's, or null. */
    StagedResult staged(int index, String name, String text) throws IOException {
        Path file = staging.folder(job).resolve(Integer.toString(index));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Result result = new Result(index, "https://h.example/x?sig=SECRET", name, OptionalLong.empty());
        return new StagedResult(
                result,
                names().path(result, ResultHead.at("/x")),
                new Staging.Stored(file, text.length(), Sha256.of(file)),
                new ResultHead("h.example", "/x", null, null, null),
                Instant.parse("2026-11-21T11:00:00Z"),
                Instant.parse("2026-11-21T11:30:00Z"));
    }

    Path write(String below, String text) throws IOException {
        Path file = path(below);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    JsonNode manifest() throws IOException {
        return new ObjectMapper().readTree(path("f/a/manifest.json").toFile());
    }

    /** All files of the drop, staged ones too but not the lock of the staging, as paths below it. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.exists(drop) ? Files.walk(drop) : Stream.empty()) {
            return files.filter(file -> Files.isRegularFile(file) && !file.endsWith("lock"))
                    .map(file -> drop.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        staging.close();
        ledger.close();
    }
}
