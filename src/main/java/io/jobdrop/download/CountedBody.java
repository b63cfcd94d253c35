package io.jobdrop.download;

import io.jobdrop.http.BlockStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that counts the bytes that were read from it. */
final class CountedBody extends BlockStream {
    private long bytes;

    CountedBody(InputStream in) {
        super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        bytes += Math.max(0, count);
        return count;
    }

    long bytes() {
        return bytes;
    }
}
