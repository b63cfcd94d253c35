package io.jobdrop.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.RetryLater;
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
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where results lie until they are whole: {@code .staging/ledger/feed/jobId/index} below the drop, on the same file
 * system, so that publishing is a rename; beside each its {@link Checkpoint}.
 *
 * <p>A body is copied through one buffer, hashed on the way and flushed to the disk; the memory it takes does not
 * depend on its length. What a failed attempt leaves is kept for the next one.
 */
public final class Staging {
    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER_SIZE = 128 * 1024;
    private static final long FLUSH_BYTES = 32L << 20;
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
    public Staging(Path drop, Path ledger, long maxSize, Progress progress, Disk disk) {
        this.folder = drop.resolve(".staging")
                .resolve(Integer.toHexString(ledger.toAbsolutePath().toString().hashCode()));
        this.maxSize = maxSize;
        this.progress = progress;
        this.disk = disk;
        this.boot = disk.boot();
    }

    /** The length and hash of what was stored. */
    record Stored(Path file, long bytes, String sha256) {}

    /** A body that ended before its time. What came is kept. */
    static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOff(long bytes, IOException cause) {
            super("the download broke off after " + bytes + " bytes: " + cause.getMessage(), cause);
        }
    }

    /**
     * Copies a body behind the bytes that are staged already.
     *
     * @param from what is known of the result, and how many bytes of it are staged; what lies behind them is cut off
     * @throws BrokenOff when the body ends with an error
     * @throws JobFailure when it is too large or cannot be written
     */
    Stored store(Job job, int index, InputStream body, Checkpoint from) throws BrokenOff {
        refuseAbove(from.total());
        Path file = file(job, index);
        try {
            disk.createFolders(Disk.folderOf(file));
            try (FileChannel out = disk.open(file);
                    Progress.Transfer transfer = progress.begin(job + " result " + index, from.total())) {
                out.truncate(from.flushed());
                MessageDigest digest = sha256();
                hash(out, digest);
                save(job, index, from);
                long bytes = copy(job, index, body, out, from, digest, transfer);
                disk.flush(out, file);
                return new Stored(file, bytes, HexFormat.of().formatHex(digest.digest()));
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

    /** Keeps what is known of a staged result. A crash leaves the old or the new knowledge. */
    void save(Job job, int index, Checkpoint checkpoint) {
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

    /** What an earlier attempt left of a result; empty when there is nothing to go on from. */
    Optional<Checkpoint> checkpoint(Job job, int index) {
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

    /** A result that was staged to its end by an earlier attempt; empty when it is not what it was. */
    Optional<Stored> whole(Job job, int index, Checkpoint checkpoint) {
        Path file = file(job, index);
        try {
            String sha256 = sha256(file);
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

    /** The hash of a file as it is now, in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            hash(in, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    // Reads from the channel's position to its end, and leaves it there.
    private static void hash(FileChannel in, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        InputStream bytes = Channels.newInputStream(in);
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            digest.update(buffer, 0, read);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The staging folder of one job. */
    public Path folder(Job job) {
        return folder.resolve(job.feed()).resolve(job.id());
    }

    /** How many bytes of a job's results are staged. */
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

    /** Forgets what is staged of one result. */
    void discard(Job job, int index) {
        try {
            disk.delete(checkpointFile(job, index));
            disk.delete(file(job, index));
        } catch (IOException e) {
            throw new RetryLater("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Removes what a job has staged. */
    public void clear(Job job) {
        delete(folder(job));
    }

    /**
     * Removes what earlier runs of a feed have left, but for jobs that go on. Only the one process that runs on this
     * drop and ledger may call it.
     */
    public void keepOnly(String feed, Collection<String> ids) {
        Path jobs = folder.resolve(feed);
        if (Files.exists(jobs)) {
            children(jobs).stream()
                    .filter(job -> !ids.contains(job.getFileName().toString()))
                    .forEach(this::delete);
        }
        tidy(feed);
    }

    /** Removes the folders that are left empty. Nothing of the feed may be in flight. */
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
