package io.jobdrop.stage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that is staged: a body is copied behind what it has, through few buffers. A long one is hashed and, from time to
 * time, flushed to the disk beside the copy.
 */
final class StagedFile implements AutoCloseable {
    private static final long FLUSH_BYTES = 32L << 20;
    private static final long FLUSH_NANOS = 5_000_000_000L;

    private final Disk disk;
    private final Path file;
    private final Executor threads;
    private final Marks marks;
    private final FileChannel out;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;
    private @Nullable CompletableFuture<Void> flush;

    /** Is told how many bytes are surely on the disk, and their hash, by one thread at a time; {@code last} of all. */
    @FunctionalInterface
    interface Marks {
        void reached(long bytes, String sha256, boolean last);
    }

    /** Creates a new file; another one that is there is not written to, it only loses its name. */
    StagedFile(Disk disk, Path file, Executor threads, Marks marks) throws IOException {
        this.disk = disk;
        this.file = file;
        this.threads = threads;
        this.marks = marks;
        this.out = disk.create(file);
    }

    /**
     * Opens a file to go on behind what it has.
     *
     * @param begins how many bytes it is to have; what lies behind them is cut off
     * @param mark how many of its bytes have a hash that is known; 0 when none is
     * @throws Staging.Altered when they have another hash now
     */
    StagedFile(Disk disk, Path file, long begins, long mark, String sha256, Executor threads, Marks marks)
            throws IOException {
        this.disk = disk;
        this.file = file;
        this.threads = threads;
        this.marks = marks;
        this.bytes = begins;
        this.out = disk.open(file);
        try {
            out.truncate(begins);
            InputStream in = Channels.newInputStream(out);
            Sha256.update(digest, in, mark);
            if (mark > 0 && !Sha256.hexSoFar(digest).equals(sha256)) {
                throw new Staging.Altered(mark);
            }
            Sha256.update(digest, in);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /**
     * Copies a body to its end.
     *
     * @param total the length of the whole, or -1
     * @param limit is told how long it is so far, and refuses what is too long
     * @return the length and the hash of the whole
     * @throws Staging.BrokenOff when it ends early; what came is flushed then
     */
    Staging.Stored copy(InputStream body, long total, LongConsumer limit, Progress.Transfer transfer)
            throws IOException {
        Hashing hashing = new Hashing(digest, threads, total < 0 ? total : total - bytes);
        long flushedBytes = bytes;
        long flushedAt = System.nanoTime();
        while (true) {
            byte[] buffer = hashing.buffer();
            int read = read(body, buffer, total, hashing);
            if (read < 0) {
                flushNow();
                return new Staging.Stored(file, bytes, hashing.hex());
            }
            bytes += read;
            limit.accept(bytes);
            disk.write(out, file, ByteBuffer.wrap(buffer, 0, read));
            hashing.add(buffer, read);
            transfer.advance(read);
            if (bytes - flushedBytes >= FLUSH_BYTES || System.nanoTime() - flushedAt >= FLUSH_NANOS) {
                flushBeside(hashing);
                flushedBytes = bytes;
                flushedAt = System.nanoTime();
            }
        }
    }

    private int read(InputStream body, byte[] buffer, long total, Hashing hashing) throws IOException {
        try {
            int read = body.read(buffer);
            if (read < 0 && bytes < total) {
                throw new EOFException(total + " were announced");
            }
            return read;
        } catch (IOException e) {
            flushNow();
            marks.reached(bytes, await(hashing.soFar()), true);
            throw new Staging.BrokenOff(bytes, e);
        }
    }

    private void flushNow() throws IOException {
        awaitFlush();
        disk.flush(out, file);
    }

    private void flushBeside(Hashing hashing) throws IOException {
        awaitFlush();
        long mark = bytes;
        CompletableFuture<String> hash = hashing.soFar();
        flush = CompletableFuture.runAsync(
                () -> {
                    try {
                        disk.flush(out, file);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                    marks.reached(mark, hash.join(), false);
                },
                threads);
    }

    private void awaitFlush() throws IOException {
        CompletableFuture<Void> begun = flush;
        flush = null;
        if (begun != null) {
            await(begun);
        }
    }

    private static <T> T await(CompletableFuture<T> begun) throws IOException {
        try {
            return begun.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            awaitFlush();
        }
    }
}
