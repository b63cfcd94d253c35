package io.jobdrop.s3;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buffers for parts, used again and again; there are never more than the workers can fill. */
final class PartBuffers {
    private final int size;
    private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();

    PartBuffers(int size) {
        this.size = size;
    }

    /** A buffer of at least {@code wanted} bytes. */
    byte[] take(int wanted) {
        byte[] buffer = wanted > size ? null : free.poll();
        return buffer == null ? new byte[Math.max(wanted, size)] : buffer;
    }

    /** Forgets all that are free. */
    void clear() {
        free.clear();
    }

    void give(byte[] buffer) {
        if (buffer.length == size) {
            free.add(buffer);
        }
    }
}
