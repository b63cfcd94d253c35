package io.jobdrop.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Staging in {@code .staging/ledger/feed/jobId/index} below the drop, on the same file system, so that publishing is a
 * rename; beside each result its {@link Checkpoint}.
 *
 * <p>A body is copied through one buffer, hashed on the way and flushed to the disk; the memory it takes does not
 * depend on its length.
 */
public final class FolderStaging implements Staging {
    private static final Logger LOG = LoggerFactory.getLogger(FolderStaging.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER_SIZE = 128 * 1024;
    private static final long FLUSH_BYTES = 32L << 20;
    // What is not worth being gone on from after a crash.
    private static final long SMALL = 1L << 20;
    private static final long FLUSH_NANOS = 5_000_000_000L;

    private final Path folder;
    private final long maxSize;
    private final Progress progress;
    private final Disk disk;
    private final String boot;

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
            try (FileChannel out = disk.open(file);
                    Progress.Transfer transfer = progress.begin(job + " result " + index, from.total())) {
                out.truncate(from.flushed());
                MessageDigest digest = Sha256.digest();
                Sha256.update(digest, Channels.newInputStream(out));
                if (from.total() < 0 || from.total() > SMALL) {
                    save(job, index, from);
                } else {
                    disk.delete(checkpointFile(job, index));
                }
                long bytes = copy(job, index, body, out, from, digest, transfer);
                disk.flush(out, file);
                return new Stored(file, bytes, Sha256.hex(digest));
            }
        } catch (BrokenOff e) {
            throw e;
        } catch (IOException e) {
            throw new RetryLater("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private long copy(
            Job job,
            int index,
            InputStream body,
            FileChannel out,
            Checkpoint from,
            MessageDigest digest,
            Progress.Transfer transfer)
            throws IOException {
        Path file = file(job, index);
        byte[] buffer = new byte[BUFFER_SIZE];
        long bytes = from.flushed();
        long flushed = bytes;
        long flushedAt = System.nanoTime();
        while (true) {
            int read;
            try {
                read = body.read(buffer);
                if (read < 0 && bytes < from.total()) {
                    throw new EOFException(from.total() + " were announced");
                }
            } catch (IOException e) {
                disk.flush(out, file);
                save(job, index, from.at(bytes));
                throw new BrokenOff(bytes, e);
            }
            if (read < 0) {
                return bytes;
            }
            bytes += read;
            refuseAbove(bytes);
            digest.update(buffer, 0, read);
            disk.write(out, file, ByteBuffer.wrap(buffer, 0, read));
            transfer.advance(read);
            if (bytes - flushed >= FLUSH_BYTES || System.nanoTime() - flushedAt >= FLUSH_NANOS) {
                disk.flush(out, file);
                save(job, index, from.at(bytes));
                flushed = bytes;
                flushedAt = System.nanoTime();
            }
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
}
