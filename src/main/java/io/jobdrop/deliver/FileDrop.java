package io.jobdrop.deliver;

import io.jobdrop.config.Settings;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RootCause;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.Intents;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that receives results. Camel's file producer neither flushes to the disk nor keeps an existing file from
 * being replaced, so that publishing is done here.
 *
 * <p>Each staged file, already whole and flushed, gets its final name by one atomic rename on the same file system. A
 * reader therefore sees the whole file or none. The manifest follows in the same way after the last file: it is the
 * mark that the job is complete. Outcomes: everything is published; or a failure leaves some files of the job published
 * and no manifest, and the next attempt finds those by their hash and does not publish them again; or a file or manifest
 * of other content already has the name, then nothing is published and the job is given up, unless an earlier claim of
 * the same job has published it: then that file is the job's. A claim that was lost publishes nothing.
 */
public final class FileDrop {
    private static final Logger LOG = LoggerFactory.getLogger(FileDrop.class);

    private final DropFolder folder;
    private final UnaryOperator<String> redact;
    private final FolderStaging staging;
    private final Intents intents;
    private final Clock clock;
    private final Disk disk;

    public FileDrop(Settings settings, FolderStaging staging, Intents intents, Clock clock, Disk disk) {
        this.folder = new DropFolder(settings.path("jobdrop.drop.dir"));
        this.redact = settings::redact;
        this.staging = staging;
        this.intents = intents;
        this.clock = clock;
        this.disk = disk;
    }

    /**
     * Publishes all results of a job, then its manifest.
     *
     * @throws ClaimLost when the job's claim is not valid any more
     * @throws GiveUp when a file of other content stands under one of the names, or a symbolic link on the way to it
     * @throws RetryLater when the folder cannot be written
     */
    public Delivery deliver(
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @Body List<StagedResult> results) {
        List<Manifest.Entry> entries = new ArrayList<>();
        Path manifest;
        byte[] content;
        try {
            Set<Path> missing = new HashSet<>();
            for (StagedResult staged : results) {
                Path target = folder.resolve(staged.path());
                if (!Files.exists(target)) {
                    missing.add(target);
                }
                entries.add(entry(job, staged, target, missing.contains(target)));
            }
            manifest = folder.resolve(names.manifest());
            byte[] told = told(job, manifest, entries);
            intents.write(job, results.stream().map(StagedResult::intent).toList());
            publish(job, entries, missing);
            content = told == null ? publishManifest(job, manifest, entries) : told;
        } catch (IOException e) {
            throw new RetryLater("cannot write to jobdrop.drop.dir (" + folder + "): " + RootCause.text(e), e);
        }
        clearStaging(job);
        long bytes =
                entries.stream().mapToLong(entry -> entry.delivered().bytes()).sum();
        LOG.info("{} delivered: {} files, {} bytes, manifest {}", job, entries.size(), bytes, names.manifest());
        return new Delivery(
                manifest.toString(),
                entries.stream().map(Manifest.Entry::delivered).toList(),
                new String(content, StandardCharsets.UTF_8));
    }

    private void publish(Job job, List<Manifest.Entry> entries, Set<Path> missing) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        // The claim was valid when its intents were written, a moment ago.
        boolean confirmed = true;
        for (Manifest.Entry entry : entries) {
            Path target = folder.resolve(entry.staged().path());
            Path file = Objects.requireNonNull(entry.staged().localFile());
            if (!missing.contains(target)) {
                disk.delete(file);
            } else {
                if (!confirmed) {
                    intents.confirm(job);
                }
                confirmed = false;
                give(file, target);
            }
            folders.add(Disk.folderOf(target));
        }
        for (Path changed : folders) {
            disk.flush(changed);
        }
    }

    // The job is delivered whatever becomes of what is left there; the next start removes it.
    private void clearStaging(Job job) {
        try {
            staging.clear(job);
        } catch (UncheckedIOException e) {
            LOG.warn("{}: {}", job, e.getMessage());
        }
    }

    // Before anything is published, so that a job that has to be given up leaves the folder as it was.
    private Manifest.Entry entry(Job job, StagedResult staged, Path target, boolean missing) throws IOException {
        Path file = Objects.requireNonNull(staged.localFile());
        if (Files.size(file) != staged.bytes()) {
            throw new RetryLater("the staged file of " + staged.path() + " has " + Files.size(file) + " bytes where "
                    + staged.bytes() + " were staged; nothing was published in its place");
        }
        if (missing) {
            return entry(staged, target);
        }
        String there = Sha256.of(target);
        if (!there.equals(staged.sha256()) && !intents.isOwn(job, staged.path(), there)) {
            throw new GiveUp("a file of other content already stands at " + target
                    + "; it was not replaced. Move it away, then use jobdrop retry");
        }
        LOG.debug("{}: {} was already there", job, target);
        return entry(staged.changedTo(new Staging.Stored(file, Files.size(target), there)), target);
    }

    private static Manifest.Entry entry(StagedResult staged, Path target) {
        return new Manifest.Entry(
                staged,
                new DeliveredFile(target.getFileName().toString(), staged.bytes(), staged.sha256(), target.toString()));
    }

    // The manifest that stands there; null when there is none.
    private static byte @Nullable [] told(Job job, Path manifest, List<Manifest.Entry> entries) throws IOException {
        if (!Files.exists(manifest)) {
            return null;
        }
        byte[] there;
        try (InputStream in = Files.newInputStream(manifest)) {
            there = in.readNBytes(Manifest.MOST_BYTES);
        }
        if (!Manifest.agrees(there, job, entries)) {
            throw new GiveUp("another manifest already stands at " + manifest
                    + "; it was not replaced. Move it away, then use jobdrop retry");
        }
        return there;
    }

    private byte[] publishManifest(Job job, Path target, List<Manifest.Entry> entries) throws IOException {
        byte[] json =
                Manifest.write(job, entries, Objects.requireNonNull(job.claim()).attempt(), clock.instant(), redact);
        Path staged = staging.create(job, "manifest", json);
        intents.confirm(job);
        give(staged, target);
        disk.flush(Disk.folderOf(target));
        return json;
    }

    private void give(Path staged, Path target) throws IOException {
        disk.createLastingFolders(Disk.folderOf(target));
        try {
            disk.publish(staged, target);
        } catch (FileAlreadyExistsException e) {
            throw new RetryLater("another file appeared at " + target + " in this moment; it was not replaced", e);
        }
    }
}
