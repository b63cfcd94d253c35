package io.jobdrop.download;

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
    private final LongConsumer flushed;
    private final FileChannel out;
    private long bytes;
    private @Nullable CompletableFuture<Void> flush;

    /**
     * Opens a file, which is created when it does not exist.
     *
     * @param begins how many bytes it is to have; what lies behind them is cut off
     * @param flushed is told how many bytes are surely on the disk, by one thread at a time
     */
    StagedFile(Disk disk, Path file, long begins, Executor threads, LongConsumer flushed) throws IOException {
        this.disk = disk;
        this.file = file;
        this.threads = threads;
        this.flushed = flushed;
        this.bytes = begins;
        this.out = disk.open(file);
        out.truncate(begins);
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
        MessageDigest digest = Sha256.digest();
        Sha256.update(digest, Channels.newInputStream(out));
        Hashing hashing = new Hashing(digest, threads);
        long flushedBytes = bytes;
        long flushedAt = System.nanoTime();
        while (true) {
            byte[] buffer = hashing.buffer();
            int read = read(body, buffer, total);
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
                flushBeside();
                flushedBytes = bytes;
                flushedAt = System.nanoTime();
            }
        }
    }

    private int read(InputStream body, byte[] buffer, long total) throws IOException {
        try {
            int read = body.read(buffer);
            if (read < 0 && bytes < total) {
                throw new EOFException(total + " were announced");
            }
            return read;
        } catch (IOException e) {
            flushNow();
            flushed.accept(bytes);
            throw new Staging.BrokenOff(bytes, e);
        }
    }

    private void flushNow() throws IOException {
        awaitFlush();
        disk.flush(out, file);
    }

    private void flushBeside() throws IOException {
        awaitFlush();
        long mark = bytes;
        flush = CompletableFuture.runAsync(
                () -> {
                    try {
                        disk.flush(out, file);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                    flushed.accept(mark);
                },
                threads);
    }

    private void awaitFlush() throws IOException {
        CompletableFuture<Void> begun = flush;
        flush = null;
        try {
            if (begun != null) {
                begun.join();
            }
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
