package io.jobdrop.status;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.entity.AbstractBinAsyncEntityConsumer;

/** A request's body. What is more than a request may have is dropped, but for one byte that tells of it. */
final class BoundedBody extends AbstractBinAsyncEntityConsumer<byte[]> {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    protected void streamStart(ContentType type) {}

    @Override
    protected int capacityIncrement() {
        return Request.MOST_READ;
    }

    @Override
    protected void data(ByteBuffer source, boolean last) {
        byte[] part = new byte[Math.min(source.remaining(), Request.MOST_READ + 1 - body.size())];
        source.get(part);
        source.position(source.limit());
        body.write(part, 0, part.length);
    }

    @Override
    protected byte[] generateContent() {
        return body.toByteArray();
    }

    @Override
    public void releaseResources() {
        body.reset();
    }
}
