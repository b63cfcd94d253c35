package io.jobdrop.download;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.RetryLater;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * Where results lie until they are whole: {@code .staging/ledger/feed/jobId/index} below the drop, on the same file system, so
 * that publishing is a rename.
 *
 * <p>A body is copied through one buffer, hashed on the way and flushed to the disk; the memory it takes does not
 * depend on its length.
 */
public final class Staging {
    private static final int BUFFER_SIZE = 128 * 1024;

    private final Path folder;
    private final long maxSize;
    private final Progress progress;

    /**
     * Staging below {@code drop}, in a folder of its own for each ledger, so that two homes may share a drop; a body of
     * more than {@code maxSize} bytes is refused.
     */
    public Staging(Path drop, Path ledger, long maxSize, Progress progress) {
        this.folder = drop.resolve(".staging")
                .resolve(Integer.toHexString(ledger.toAbsolutePath().toString().hashCode()));
        this.maxSize = maxSize;
        this.progress = progress;
    }

    /** The length and hash of what was stored. */
    record Stored(Path file, long bytes, String sha256) {}

    /**
     * Copies a body into a new staged file.
     *
     * @param expected its announced length, or -1
     * @throws JobFailure when it is too large, breaks off, or cannot be written; then no staged file is left
     */
    Stored store(Job job, int index, InputStream body, long expected) {
        refuseAbove(expected);
        Path file = folder(job).resolve(Integer.toString(index));
        boolean stored = false;
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel out = FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    Progress.Transfer transfer = progress.begin(job + " result " + index, expected)) {
                MessageDigest digest = sha256();
                long bytes = copy(body, out, digest, transfer);
                out.force(true);
                stored = true;
                return new Stored(file, bytes, HexFormat.of().formatHex(digest.digest()));
            }
        } catch (IOException e) {
            throw new RetryLater("cannot write to " + folder + ": " + e.getMessage(), e);
        } finally {
            if (!stored) {
                clear(job);
            }
        }
    }

    private long copy(InputStream body, FileChannel out, MessageDigest digest, Progress.Transfer transfer)
            throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        ByteBuffer view = ByteBuffer.wrap(buffer);
        long bytes = 0;
        for (int read = read(body, buffer, bytes); read >= 0; read = read(body, buffer, bytes)) {
            bytes += read;
            refuseAbove(bytes);
            digest.update(buffer, 0, read);
            view.position(0).limit(read);
            while (view.hasRemaining()) {
                out.write(view);
            }
            transfer.advance(read);
        }
        return bytes;
    }

    private static int read(InputStream body, byte[] buffer, long soFar) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new RetryLater("the download broke off after " + soFar + " bytes: " + e.getMessage(), e);
        }
    }

    private void refuseAbove(long bytes) {
        if (bytes > maxSize) {
            throw new GiveUp("a result is larger than jobdrop.download.max-size (" + maxSize
                    + " bytes); nothing was delivered. Raise the setting, then use jobdrop retry");
        }
    }

    /** The hash of a file as it is now, in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_SIZE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
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

    /** Removes what a job has staged. */
    public void clear(Job job) {
        delete(folder(job));
    }

    /** Removes what earlier attempts of a feed have left. Only the one process that runs on this drop may call it. */
    public void clear(String feed) {
        delete(folder.resolve(feed));
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + tree, e);
        }
    }
}
