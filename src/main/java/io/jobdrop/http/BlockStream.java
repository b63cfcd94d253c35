package io.jobdrop.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that reads blocks: whoever reads one byte, or skips some, reads a block as well, so that a subclass says once
 * what happens to bytes. There is no way back to a mark.
 */
public abstract class BlockStream extends FilterInputStream {
    private static final int BLOCK = 8192;

    /** A stream over another one. */
    protected BlockStream(InputStream in) {
        super(in);
    }

    /** A stream that is over no other one, or over several. */
    protected BlockStream() {
        super(nullInputStream());
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, length);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final long skip(long count) throws IOException {
        byte[] block = new byte[BLOCK];
        long skipped = 0;
        while (skipped < count) {
            int read = read(block, 0, (int) Math.min(block.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
