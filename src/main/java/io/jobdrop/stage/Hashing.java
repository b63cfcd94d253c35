package io.jobdrop.stage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The SHA-256 of bytes that come in buffers. A short body is hashed at once; the rest of a long one beside the copy, since
 * it takes about as long as all that the copy does.
 */
final class Hashing {
    static final int BUFFER_SIZE = 128 * 1024;

    private static final int SMALLEST = 1024;

    private static final int AT_ONCE = 8;
    private static final String NO_THREAD = "the hash cannot be computed beside the copy";
    private static final int BUFFERS = 4;
    private static final long LOOK_UP_MILLIS = 200;

    private final MessageDigest digest;
    private final Executor threads;
    private final int size;
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private int buffers;
    private int added;

    /** Goes on with a digest of what came before; {@code left} bytes come, or -1. */
    Hashing(MessageDigest digest, Executor threads, long left) {
        this.digest = digest;
        this.size = left < 0 || left > BUFFER_SIZE ? BUFFER_SIZE : Math.max((int) left, SMALLEST);
        this.threads = threads;
    }

    /**
     * A buffer to be filled and added; it may be one that was added before and is hashed by now.
     *
     * @throws IOException when there is no thread that hashes
     */
    byte[] buffer() throws IOException {
        byte[] next = free.poll();
        if (next == null && buffers < BUFFERS) {
            buffers++;
            return new byte[size];
        }
        try {
            while (next == null) {
                if (last.isCompletedExceptionally()) {
                    throw new IOException(NO_THREAD);
                }
                next = free.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while hashing");
        }
    }

    /** Adds what is in a buffer, which is not to be changed from now on. */
    void add(byte[] buffer, int length) {
        if (added++ < AT_ONCE) {
            update(buffer, length);
        } else {
            last = last.thenRunAsync(() -> update(buffer, length), threads);
        }
    }

    private void update(byte[] buffer, int length) {
        try {
            digest.update(buffer, 0, length);
        } finally {
            free.add(buffer);
        }
    }

    /** The hash of all that was added so far, once it is computed. What is added afterwards is not in it. */
    CompletableFuture<String> soFar() {
        CompletableFuture<String> hash = last.thenApply(nothing -> Sha256.hexSoFar(digest));
        last = hash.thenAccept(known -> {});
        return hash;
    }

    /**
     * The hash of all that was added.
     *
     * @throws IOException when there was no thread that hashes
     */
    String hex() throws IOException {
        try {
            last.join();
        } catch (CompletionException e) {
            throw new IOException(NO_THREAD, e);
        }
        return Sha256.hex(digest);
    }
}
