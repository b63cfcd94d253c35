package io.jobdrop.download;

import io.jobdrop.http.BlockStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes over several connections once it shows that the link is what the reader waits for, and that much is
 * left. Its bytes are read in their order, so that its reader hashes, stages and resumes it as any other body.
 *
 * <p>The first response stays open until the first part has arrived. When none arrives, the rest is read from it.
 */
final class RangedBody extends BlockStream {
    static final int PART_BYTES = 8 << 20;

    private static final long WATCH_NANOS = 2_000_000_000L;
    private static final double WAITING = 0.8;
    private static final double WORTH_SECONDS = 10;

    /** Where parts come from, and what they may take. */
    interface Link {
        /** Begins to fetch a part into a buffer. */
        CompletableFuture<Void> fetch(long first, byte[] into, int length);

        /** How many parts may be under way at once. */
        int most();

        /** One permit for the memory of each part. */
        Semaphore memory();

        /** A clock, in nanoseconds. */
        long nanos();
    }

    private static final class Part {
        private final byte[] bytes;
        private final int length;
        private final CompletableFuture<Void> arrived;
        private int read;

        Part(byte[] bytes, int length, CompletableFuture<Void> arrived) {
            this.bytes = bytes;
            this.length = length;
            this.arrived = arrived;
        }
    }

    private final InputStream begun;
    private final Link link;
    private final long total;
    private final Deque<Part> parts = new ArrayDeque<>();
    private long position;
    private long begunEnds;
    private long next;
    private boolean partsCome;
    private boolean refused;
    private long watchedSince;
    private long watchedFrom;
    private long waited;

    /** A body whose first byte is at {@code position} of {@code total}. */
    RangedBody(InputStream begun, long position, long total, Link link) {
        this.begun = begun;
        this.link = link;
        this.total = total;
        this.position = position;
        this.begunEnds = total;
        watch();
    }

    private void watch() {
        watchedSince = link.nanos();
        watchedFrom = position;
        waited = 0;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position == begunEnds && position < total) {
            Part part = part();
            if (part != null) {
                return copy(part, into, offset, length);
            }
            resumeAlone();
        }
        return partsCome ? -1 : readBegun(into, offset, length);
    }

    private int readBegun(byte[] into, int offset, int length) throws IOException {
        int most = begunEnds < total ? (int) Math.min(length, begunEnds - position) : length;
        long before = link.nanos();
        int count = begun.read(into, offset, most);
        waited += link.nanos() - before;
        position += Math.max(0, count);
        if (count > 0 && begunEnds == total && !refused) {
            consider();
        }
        return count;
    }

    private void consider() {
        long nanos = link.nanos() - watchedSince;
        if (nanos < WATCH_NANOS) {
            return;
        }
        double left = (double) nanos * (total - position) / Math.max(1, position - watchedFrom) / 1e9;
        if (waited >= nanos * WAITING && left >= WORTH_SECONDS) {
            widen();
        }
        watch();
    }

    private void widen() {
        int permits = 0;
        while (permits < link.most() && link.memory().tryAcquire()) {
            permits++;
        }
        if (permits < 2) {
            link.memory().release(permits);
            return;
        }
        begunEnds = Math.min(total, position + PART_BYTES);
        next = begunEnds;
        for (int i = 0; i < permits; i++) {
            fetchInto(null);
        }
    }

    private void fetchInto(byte @Nullable [] buffer) {
        int length = (int) Math.min(PART_BYTES, total - next);
        if (length == 0) {
            link.memory().release();
            return;
        }
        byte[] bytes = buffer == null ? new byte[PART_BYTES] : buffer;
        parts.add(new Part(bytes, length, link.fetch(next, bytes, length)));
        next += length;
    }

    // The part that is read now; null when the first one does not come.
    private @Nullable Part part() throws IOException {
        Part part = parts.element();
        try {
            part.arrived.get();
        } catch (ExecutionException e) {
            if (!partsCome) {
                return null;
            }
            throw e.getCause() instanceof IOException cut ? cut : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a part", e);
        }
        if (!partsCome) {
            partsCome = true;
            begun.close();
        }
        return part;
    }

    private int copy(Part part, byte[] into, int offset, int length) {
        int count = Math.min(length, part.length - part.read);
        System.arraycopy(part.bytes, part.read, into, offset, count);
        part.read += count;
        position += count;
        if (part.read == part.length) {
            parts.remove();
            fetchInto(part.bytes);
        }
        begunEnds = position;
        return count;
    }

    private void resumeAlone() {
        refused = true;
        begunEnds = total;
        releaseParts();
    }

    // What is under way ends by itself: it is short.
    private void releaseParts() {
        for (Part part : parts) {
            CompletableFuture<Void> unused = part.arrived.whenComplete(
                    (nothing, failure) -> link.memory().release());
        }
        parts.clear();
    }

    @Override
    public void close() throws IOException {
        releaseParts();
        begun.close();
    }
}
