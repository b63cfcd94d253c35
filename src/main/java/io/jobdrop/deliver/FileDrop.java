package io.jobdrop.deliver;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jobdrop.config.Settings;
import io.jobdrop.download.Disk;
import io.jobdrop.download.FolderStaging;
import io.jobdrop.download.Sha256;
import io.jobdrop.download.StagedResult;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
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

    private final Path folder;
    private final UnaryOperator<String> redact;
    private final FolderStaging staging;
    private final JobLedger ledger;
    private final Clock clock;
    private final Disk disk;

    public FileDrop(Settings settings, FolderStaging staging, JobLedger ledger, Clock clock, Disk disk) {
        this.folder = settings.path("jobdrop.drop.dir");
        this.redact = settings::redact;
        this.staging = staging;
        this.ledger = ledger;
        this.clock = clock;
        this.disk = disk;
    }

    /**
     * Publishes all results of a job, then its manifest.
     *
     * @throws GiveUp when a file of other content stands under one of the names
     * @throws RetryLater when the folder cannot be written
     */
    public Delivery deliver(
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @Body List<StagedResult> results) {
        List<Manifest.Entry> entries = results.stream().map(this::entry).toList();
        try {
            Set<Path> folders = new LinkedHashSet<>();
            for (Manifest.Entry entry : entries) {
                folders.add(publish(entry));
            }
            for (Path changed : folders) {
                disk.flush(changed);
            }
            publishManifest(job, names.manifest(), entries);
        } catch (IOException e) {
            throw new RetryLater("cannot write to jobdrop.drop.dir (" + folder + "): " + e.getMessage(), e);
        }
        clearStaging(job);
        long bytes =
                entries.stream().mapToLong(entry -> entry.delivered().bytes()).sum();
        LOG.info("{} delivered: {} files, {} bytes, manifest {}", job, entries.size(), bytes, names.manifest());
        return new Delivery(
                folder.resolve(names.manifest()).toString(),
                entries.stream().map(Manifest.Entry::delivered).toList());
    }

    private Manifest.Entry entry(StagedResult staged) {
        Path target = folder.resolve(staged.path());
        return new Manifest.Entry(
                staged,
                new DeliveredFile(target.getFileName().toString(), staged.bytes(), staged.sha256(), target.toString()));
    }

    // The job is delivered whatever becomes of what is left there; the next start removes it.
    private void clearStaging(Job job) {
        try {
            staging.clear(job);
        } catch (UncheckedIOException e) {
            LOG.warn("{}: {}", job, e.getMessage());
        }
    }

    // Returns the folder that is to be flushed, once for all results in it.
    private Path publish(Manifest.Entry entry) throws IOException {
        Path staged = Objects.requireNonNull(entry.staged().file());
        Path target = folder.resolve(entry.staged().path());
        if (Files.exists(target)) {
            if (!Sha256.of(target).equals(entry.delivered().sha256())) {
                throw new GiveUp("a file of other content already stands at " + target
                        + "; it was not replaced. Move it away, then use jobdrop retry");
            }
            disk.delete(staged);
        } else {
            give(staged, target);
        }
        return Disk.folderOf(target);
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
        disk.flush(Disk.folderOf(target));
    }

    private void give(Path staged, Path target) throws IOException {
        disk.createLastingFolders(Disk.folderOf(target));
        try {
            disk.publish(staged, target);
        } catch (FileAlreadyExistsException e) {
            throw new RetryLater("another file appeared at " + target + " in this moment; it was not replaced", e);
        }
    }

    private static boolean agrees(Path manifest, Job job, List<Manifest.Entry> entries) throws IOException {
        try {
            return Manifest.agrees(Files.readAllBytes(manifest), job, entries);
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
