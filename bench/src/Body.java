package bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The bytes of results: one random block, over and over, from another place in it for each job. */
final class Body {
    private static final int BLOCK = 8 << 20;
    private static final int PIECE = 1 << 20;
    private static final int SLICES_A_SECOND = 16;
    private static final byte[] LINE_END = {'\r', '\n'};

    private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK + PIECE);

    Body() {
        byte[] random = new byte[BLOCK];
        new Random(7).nextBytes(random);
        block.put(random).put(random, 0, PIECE).flip();
    }

    /**
     * Writes a result or a range of it, with or without the frames of the chunked encoding.
     *
     * @param rate bytes a second; 0: as fast as they are taken
     */
    void write(SocketChannel to, long job, Range range, boolean chunked, long rate) throws IOException {
        int most = rate == 0 ? PIECE : (int) Math.max(1, Math.min(PIECE, rate / SLICES_A_SECOND));
        long begin = System.nanoTime();
        for (long at = range.first(); at < range.end(); at += most) {
            ByteBuffer piece = piece(job, at, Math.min(range.end(), at + most));
            if (rate > 0) {
                sleepUntil(begin + Math.round((at + piece.remaining() - range.first()) * 1e9 / rate));
            }
            if (chunked) {
                byte[] length = (Integer.toHexString(piece.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                write(to, ByteBuffer.wrap(length), piece, ByteBuffer.wrap(LINE_END));
            } else {
                write(to, piece);
            }
        }
        if (chunked) {
            write(to, ByteBuffer.wrap("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /** The SHA-256 of a result. That of a large one takes as long as what is measured, and is computed once. */
    String digest(long job, long size) {
        return DIGESTS.computeIfAbsent(job + " " + size, key -> digestOf(job, size));
    }

    private String digestOf(long job, long size) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < size; at += PIECE) {
                digest.update(piece(job, at, size));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ByteBuffer piece(long job, long at, long size) {
        int start = (int) ((job * 4099 + at) % BLOCK);
        return block.slice(start, (int) Math.min(PIECE, size - at));
    }

    private static void sleepUntil(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static void write(SocketChannel to, ByteBuffer... buffers) throws IOException {
        while (buffers[buffers.length - 1].hasRemaining()) {
            to.write(buffers);
        }
    }
}
