package io.jobdrop.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Staging in {@code .staging/ledger/feed/jobId/index} below the drop, on the same file system, so that publishing is a
 * rename; beside each result its {@link Checkpoint}.
 *
 * <p>A body is hashed on the way and flushed to the disk; the memory it takes does not depend on its length.
 */
public final class FolderStaging implements Staging, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderStaging.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    // What is not worth being gone on from after a crash.
    private static final long SMALL = 1L << 20;

    private final Path folder;
    private final long maxSize;
    private final Progress progress;
    private final Disk disk;
    private final String boot;
    private final ExecutorService threads = DaemonThreads.named("jobdrop-file");

    /**
     * Staging below {@code drop}, in a folder of its own for each ledger, so that two homes may share a drop; a body of
     * more than {@code maxSize} bytes is refused.
     */
    public FolderStaging(Path drop, Path ledger, long maxSize, Progress progress, Disk disk) {
        this.folder = drop.resolve(".staging")
                .resolve(Integer.toHexString(ledger.toAbsolutePath().toString().hashCode()));
        this.maxSize = maxSize;
        this.progress = progress;
        this.disk = disk;
        this.boot = disk.boot();
    }

    @Override
    public Stored store(Job job, int index, InputStream body, Checkpoint from) throws BrokenOff {
        refuseAbove(from.total());
        Path file = file(job, index);
        try {
            disk.createFolders(Disk.folderOf(file));
            try (StagedFile staged = new StagedFile(
                            disk, file, from.flushed(), threads, flushed -> save(job, index, from.at(flushed)));
                    Progress.Transfer transfer = progress.begin(job + " result " + index, from.total())) {
                if (from.total() < 0 || from.total() > SMALL) {
                    save(job, index, from);
                } else {
                    disk.delete(checkpointFile(job, index));
                }
                return staged.copy(body, from.total(), this::refuseAbove, transfer);
            }
        } catch (BrokenOff e) {
            throw e;
        } catch (IOException e) {
            throw new RetryLater("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private void refuseAbove(long bytes) {
        if (bytes > maxSize) {
            throw new GiveUp("a result is larger than jobdrop.download.max-size (" + maxSize
                    + " bytes); nothing was delivered. Raise the setting, then use jobdrop retry");
        }
    }

    @Override
    public void save(Job job, int index, Checkpoint checkpoint) {
        Path file = checkpointFile(job, index);
        Path draft = file.resolveSibling(index + ".draft");
        try {
            try (FileChannel out = disk.open(draft, StandardOpenOption.TRUNCATE_EXISTING)) {
                disk.write(out, draft, ByteBuffer.wrap(JSON.writeValueAsBytes(checkpoint.writtenIn(boot))));
            }
            disk.replace(draft, file);
        } catch (IOException e) {
            throw new RetryLater("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Checkpoint> checkpoint(Job job, int index) {
        Path file = checkpointFile(job, index);
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            Checkpoint checkpoint = JSON.readValue(file.toFile(), Checkpoint.class);
            long there = Files.exists(file(job, index)) ? Files.size(file(job, index)) : -1;
            // A process that died left all that it wrote; a machine that lost its power, only what was flushed.
            boolean died = checkpoint.sha256() == null && !boot.isEmpty() && boot.equals(checkpoint.boot());
            return there < checkpoint.flushed()
                    ? Optional.empty()
                    : Optional.of(died ? checkpoint.at(there) : checkpoint);
        } catch (IOException e) {
            LOG.debug("{} result {}: what an earlier attempt left cannot be read", job, index, e);
            return Optional.empty();
        }
    }

    @Override
    public Optional<Stored> whole(Job job, int index, Checkpoint checkpoint) {
        Path file = file(job, index);
        try {
            String sha256 = Sha256.of(file);
            boolean same = checkpoint.sha256() == null || checkpoint.sha256().equals(sha256);
            return Files.size(file) == checkpoint.total() && same
                    ? Optional.of(new Stored(file, checkpoint.total(), sha256))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} result {}: what an earlier attempt left cannot be read", job, index, e);
            return Optional.empty();
        }
    }

    private Path file(Job job, int index) {
        return folder(job).resolve(Integer.toString(index));
    }

    private Path checkpointFile(Job job, int index) {
        return folder(job).resolve(index + ".json");
    }

    /** The staging folder of one job. */
    public Path folder(Job job) {
        return folder.resolve(job.feed()).resolve(job.id());
    }

    @Override
    public long staged(Job job) {
        try (Stream<Path> entries = Files.exists(folder(job)) ? Files.list(folder(job)) : Stream.empty()) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .mapToLong(entry -> entry.toFile().length())
                    .sum();
        } catch (IOException e) {
            LOG.debug("{}: the staging folder cannot be read", job, e);
            return 0;
        }
    }

    @Override
    public void discard(Job job, int index) {
        try {
            disk.delete(checkpointFile(job, index));
            disk.delete(file(job, index));
        } catch (IOException e) {
            throw new RetryLater("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void leave(Job job) {
        // Nothing is held.
    }

    @Override
    public void clear(Job job) {
        delete(folder(job));
    }

    @Override
    public void keepOnly(String feed, Collection<String> ids) {
        Path jobs = folder.resolve(feed);
        if (Files.exists(jobs)) {
            children(jobs).stream()
                    .filter(job -> !ids.contains(job.getFileName().toString()))
                    .forEach(this::delete);
        }
        tidy(feed);
    }

    @Override
    public void tidy(String feed) {
        Path staging = Disk.folderOf(folder);
        try {
            for (Path empty : List.of(folder.resolve(feed), folder, staging)) {
                disk.delete(empty);
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.trace("{} is still in use", staging);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + staging, e);
        }
    }

    private static List<Path> children(Path parent) {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + parent, e);
        }
    }

    private void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                disk.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + tree, e);
        }
    }

    /** Ends the threads; nothing is staged any more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
