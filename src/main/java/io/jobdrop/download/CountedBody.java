package io.jobdrop.download;

import io.jobdrop.http.BlockStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/** A body that tells how many bytes are read from it, as they are. */
final class CountedBody extends BlockStream {
    private final IntConsumer count;

    CountedBody(InputStream in, IntConsumer count) {
        super(in);
        this.count = count;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            count.accept(read);
        }
        return read;
    }
}
