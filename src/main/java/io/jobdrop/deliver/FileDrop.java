package io.jobdrop.deliver;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jobdrop.config.Settings;
import io.jobdrop.download.Disk;
import io.jobdrop.download.StagedResult;
import io.jobdrop.download.Staging;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.RetryLater;
import io.jobdrop.record.JobLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that receives results. Camel's file producer neither flushes to the disk nor keeps an existing file from
 * being replaced, so that publishing is done here.
 *
 * <p>Each staged file, already whole and flushed, gets its final name by one atomic rename on the same file system. A
 * reader therefore sees the whole file or none. The manifest follows in the same way after the last file: it is the
 * mark that the job is complete. Outcomes: everything is published; or a failure leaves some files of the job published
 * and no manifest, and the next attempt finds those by their hash and does not publish them again; or a file of other
 * content already has the name, then nothing is replaced and the job is given up.
 */
public final class FileDrop {
    private static final Logger LOG = LoggerFactory.getLogger(FileDrop.class);

    private static final String NO_STEP = "kamelet:no-step-action";

    private final Path folder;
    private final UnaryOperator<String> redact;
    private final NameTemplate resultName;
    private final NameTemplate manifestName;
    private final Staging staging;
    private final JobLedger ledger;
    private final Clock clock;
    private final Plan plan;
    private final Disk disk;
    private boolean planning;
    private String step = NO_STEP;
    private JsonField type = new JsonField("");
    private JsonField completedAt = new JsonField("");

    public FileDrop(Settings settings, Staging staging, JobLedger ledger, Clock clock, Plan plan, Disk disk) {
        this.folder = settings.path("jobdrop.drop.dir");
        this.redact = settings::redact;
        this.resultName = NameTemplate.forResult(settings.get("jobdrop.drop.name"));
        this.manifestName = NameTemplate.forManifest(settings.get("jobdrop.drop.manifest"));
        this.staging = staging;
        this.ledger = ledger;
        this.clock = clock;
        this.plan = plan;
        this.disk = disk;
    }

    /**
     * Publishes all results of a job, then its manifest.
     *
     * @throws GiveUp when a file of other content stands under one of the names
     * @throws RetryLater when the folder cannot be written
     */
    public Delivery deliver(@ExchangeProperty("job") Job job, @Body List<StagedResult> results) {
        try {
            String manifest = manifestName.path(values(job, manifestName));
            List<Manifest.Entry> entries = entries(job, results, manifest);
            if (planning) {
                return planned(job, manifest, entries);
            }
            for (Manifest.Entry entry : entries) {
                publish(entry.staged().file(), entry.path(), entry.delivered().sha256());
            }
            publishManifest(job, manifest, entries);
            clearStaging(job);
            long bytes = entries.stream()
                    .mapToLong(entry -> entry.delivered().bytes())
                    .sum();
            LOG.info("{} delivered: {} files, {} bytes, manifest {}", job, entries.size(), bytes, manifest);
            return delivery(manifest, entries);
        } catch (IllegalArgumentException e) {
            throw new Held(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new RetryLater("cannot write to jobdrop.drop.dir (" + folder + "): " + e.getMessage(), e);
        }
    }

    private List<Manifest.Entry> entries(Job job, List<StagedResult> results, String manifest) throws IOException {
        String manifestFile = manifest.substring(manifest.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        List<String> names = ResultNames.of(job, results, Set.of(manifestFile));
        Map<String, String> values = new HashMap<>(values(job, resultName));
        List<Manifest.Entry> entries = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            StagedResult staged = results.get(i);
            values.put("fileName", names.get(i));
            values.put("index", Integer.toString(staged.result().index()));
            String path = resultName.path(values);
            Path target = folder.resolve(path);
            // A step of the engineer's own may have changed the file since it was downloaded.
            boolean untouched = planning || step.equals(NO_STEP);
            if (!untouched) {
                disk.flush(staged.file());
            }
            long bytes = untouched ? staged.bytes() : Files.size(staged.file());
            String sha256 = untouched ? staged.sha256() : Staging.sha256(staged.file());
            DeliveredFile delivered =
                    new DeliveredFile(target.getFileName().toString(), bytes, sha256, target.toString());
            entries.add(new Manifest.Entry(staged, path, delivered));
        }
        return entries;
    }

    // The job is delivered whatever becomes of what is left there; the next start removes it.
    private void clearStaging(Job job) {
        try {
            staging.clear(job);
        } catch (UncheckedIOException e) {
            LOG.warn("{}: {}", job, e.getMessage());
        }
    }

    private Delivery delivery(String manifest, List<Manifest.Entry> entries) {
        return new Delivery(
                folder.resolve(manifest).toString(),
                entries.stream().map(Manifest.Entry::delivered).toList());
    }

    private Delivery planned(Job job, String manifest, List<Manifest.Entry> entries) {
        for (Manifest.Entry entry : entries) {
            boolean typeDecides =
                    entry.staged().result().name() == null && entry.path().endsWith(".bin");
            String path = typeDecides ? entry.path().replaceAll("bin$", "*") : entry.path();
            plan.add(new Plan.Item(job.feed(), job.id(), path, entry.staged().bytes()));
        }
        return delivery(manifest, entries);
    }

    private Map<String, String> values(Job job, NameTemplate template) {
        Map<String, String> values =
                new HashMap<>(Map.of("feed", job.feed(), "vendor", job.vendor(), "jobId", job.id()));
        String kind = SafeName.of(type.textIn(job.fields()).orElse(""));
        values.put("jobType", kind.isEmpty() ? "job" : kind);
        if (List.of("year", "month", "day", "hour").stream().anyMatch(template::asksFor)) {
            values.putAll(CompletionTime.parts(completedAt, job));
        }
        return values;
    }

    private void publish(Path staged, String path, String sha256) throws IOException {
        Path target = folder.resolve(path);
        if (Files.exists(target)) {
            if (!Staging.sha256(target).equals(sha256)) {
                throw new GiveUp("a file of other content already stands at " + target
                        + "; it was not replaced. Move it away, then use jobdrop retry");
            }
            disk.delete(staged);
            disk.flush(Disk.folderOf(target));
        } else {
            give(staged, target);
        }
    }

    private void publishManifest(Job job, String path, List<Manifest.Entry> entries) throws IOException {
        Path target = folder.resolve(path);
        if (Files.exists(target)) {
            if (!agrees(target, job, entries)) {
                throw new GiveUp("another manifest already stands at " + target
                        + "; it was not replaced. Move it away, then use jobdrop retry");
            }
            return;
        }
        byte[] json = Manifest.write(job, entries, ledger.queries().attempts(job), clock.instant(), redact);
        Path staged = staging.folder(job).resolve("manifest");
        disk.createFolders(Disk.folderOf(staged));
        try (FileChannel out = disk.open(staged, StandardOpenOption.TRUNCATE_EXISTING)) {
            disk.write(out, staged, ByteBuffer.wrap(json));
            disk.flush(out, staged);
        }
        give(staged, target);
    }

    private void give(Path staged, Path target) throws IOException {
        disk.createFolders(Disk.folderOf(target));
        try {
            disk.publish(staged, target);
        } catch (FileAlreadyExistsException e) {
            throw new RetryLater("another file appeared at " + target + " in this moment; it was not replaced", e);
        }
        disk.flush(Disk.folderOf(target));
    }

    private static boolean agrees(Path manifest, Job job, List<Manifest.Entry> entries) throws IOException {
        try {
            return Manifest.agrees(Files.readAllBytes(manifest), job, entries);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** With true, nothing is published, and {@link Plan} gathers what would be. */
    public void setPlanning(boolean value) {
        planning = value;
    }

    public void setStep(String uri) {
        step = uri;
    }

    public void setTypePath(String path) {
        type = new JsonField(path);
    }

    public void setCompletedAtPath(String path) {
        completedAt = new JsonField(path);
    }
}
