package io.jobdrop.s3;

import io.jobdrop.config.PartSizes;
import io.jobdrop.job.JobFailure;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.Staging;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One result on its way into the bucket. It fills one buffer after the other; a full one is sent as a part while the
 * next one fills. As long as no second part is needed, the store is not asked for anything.
 */
final class S3Upload {
    /** What a result's bytes become at the store. */
    interface Target {
        /** Begins the upload, before its first part. */
        void begin();

        /** Sends a part. Returns when the store has it. */
        void send(int number, byte[] buffer, int length);

        /** Runs something beside the copying. */
        Future<?> submit(Runnable work);
    }

    private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);

    private final Target target;
    private final PartBuffers buffers;
    private final PartSizes sizes;
    private final int parallel;
    private final Deque<Future<?>> underWay = new ArrayDeque<>();
    private final @Nullable MessageDigest digest;
    private CompletableFuture<Void> hashed = CompletableFuture.completedFuture(null);
    private byte @Nullable [] buffer;
    private int filled;
    private int sent;
    private long position;
    private byte @Nullable [] small;

    /** With {@code stored} parts that an earlier attempt has sent; their hash is not known then. */
    S3Upload(Target target, PartBuffers buffers, PartSizes sizes, int parallel, int stored, long position) {
        this.target = target;
        this.buffers = buffers;
        this.sizes = sizes;
        this.parallel = parallel;
        this.sent = stored;
        this.position = position;
        this.digest = stored == 0 ? Sha256.digest() : null;
    }

    /** How many bytes have come so far. */
    long position() {
        return position;
    }

    /** The whole content, when it is to be put at once; null when it went in parts. */
    byte @Nullable [] small() {
        return small;
    }

    /**
     * Copies a body to its end.
     *
     * @param total its length, or -1
     * @param limit is told how long it is so far, and refuses what is too long
     * @return the hash of the whole; empty when an earlier attempt has sent a part of it
     * @throws Staging.BrokenOff when it ends early; a later body may go on from there
     * @throws JobFailure when the store fails
     */
    String receive(InputStream body, long total, Progress.Transfer transfer, LongConsumer limit, int mostSmall)
            throws Staging.BrokenOff {
        try {
            for (int read = fill(body); read >= 0; read = fill(body)) {
                position += read;
                limit.accept(position);
                transfer.advance(read);
            }
            if (position < total) {
                throw new EOFException(total + " were announced");
            }
        } catch (IOException e) {
            throw new Staging.BrokenOff(position, e);
        }
        end(mostSmall);
        return digest == null ? "" : Sha256.hex(digest);
    }

    // A full buffer is only sent when something follows, so that the last part is known as such.
    private int fill(InputStream body) throws IOException {
        byte[] current = buffer();
        int size = sizes.of(sent + 1);
        if (filled < size) {
            int read = body.read(current, filled, size - filled);
            filled += Math.max(0, read);
            return read;
        }
        int next = body.read();
        if (next < 0) {
            return -1;
        }
        sendBuffer();
        buffer()[0] = (byte) next;
        filled = 1;
        return 1;
    }

    private byte[] buffer() {
        byte[] current = buffer;
        if (current == null) {
            awaitUntil(parallel - 1);
            current = buffers.take(sizes.of(sent + 1));
            buffer = current;
        }
        return current;
    }

    private void end(int mostSmall) {
        if (sent == 0 && filled <= mostSmall) {
            byte[] whole = buffer();
            if (digest != null) {
                digest.update(whole, 0, filled);
            }
            small = Arrays.copyOf(whole, filled);
            release();
        } else {
            if (filled > 0) {
                sendBuffer();
            }
            awaitUntil(0);
        }
    }

    // One part after the other, while it is sent and the next one fills.
    private CompletableFuture<Void> hash(byte[] part, int length) {
        MessageDigest into = digest;
        if (into != null) {
            hashed = hashed.thenRunAsync(() -> into.update(part, 0, length), task -> {
                Future<?> unused = target.submit(task);
            });
        }
        return hashed;
    }

    private void sendBuffer() {
        byte[] full = buffer();
        int length = filled;
        if (sent == 0) {
            target.begin();
        }
        CompletableFuture<Void> hash = hash(full, length);
        int number = ++sent;
        buffer = null;
        filled = 0;
        underWay.add(target.submit(() -> {
            try {
                target.send(number, full, length);
            } finally {
                hash.join();
                buffers.give(full);
            }
        }));
    }

    private void awaitUntil(int left) {
        while (underWay.size() > left) {
            await(underWay.remove());
        }
    }

    private static void await(Future<?> part) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    part.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets go all memory, after what is under way has ended. */
    void close() {
        while (!underWay.isEmpty()) {
            try {
                await(underWay.remove());
            } catch (RuntimeException e) {
                // The attempt has failed already, and its parts that did arrive are in the ledger.
                LOG.trace("a part of an attempt that failed has failed too", e);
            }
        }
        small = null;
        release();
    }

    private void release() {
        byte[] current = buffer;
        if (current != null) {
            buffers.give(current);
            buffer = null;
            filled = 0;
        }
    }
}
