package io.jobdrop.http;

import io.jobdrop.job.Redacted;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * A body in chunks: RFC 9112 7.1. Extensions and trailers are read within limits and left out. Closing it reads nothing
 * more; whoever closes it before its end closes the connection too.
 */
final class ChunkedBody extends BlockStream {
    static final int MOST_LINE_BYTES = 4096;

    private static final Pattern SIZE = Pattern.compile("(?s)([0-9A-Fa-f]{1,15})(?:[ \\t]*;.*)?");

    private final SessionInputBuffer buffer;
    private final InputStream socket;
    private long left;
    private boolean begun;
    private boolean ended;
    private boolean broken;

    ChunkedBody(SessionInputBuffer buffer, InputStream socket) {
        this.buffer = buffer;
        this.socket = socket;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (broken) {
            throw new IOException("the body is broken");
        }
        if (length == 0) {
            return 0;
        }
        broken = true;
        if (left == 0 && !ended) {
            nextChunk();
        }
        int count = ended ? -1 : readChunk(into, offset, length);
        broken = false;
        return count;
    }

    private int readChunk(byte[] into, int offset, int length) throws IOException {
        int count = buffer.read(into, offset, (int) Math.min(length, left), socket);
        if (count < 0) {
            throw new EOFException("the connection ended within a chunk");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (begun && !line("the end of a chunk").isEmpty()) {
            throw new InvalidResponse("a chunk that is longer than its size");
        }
        begun = true;
        String line = line("the size of a chunk");
        Matcher size = SIZE.matcher(line);
        if (!size.matches()) {
            throw new InvalidResponse("the chunk size '" + Redacted.line(line) + "'");
        }
        left = Long.parseLong(size.group(1), 16);
        if (left == 0) {
            skipTrailers();
            ended = true;
        }
    }

    private String line(String what) throws IOException {
        return new Lines(buffer, socket, what, MOST_LINE_BYTES).required();
    }

    private void skipTrailers() throws IOException {
        Lines trailers = new Lines(buffer, socket, "its trailer", Lines.MOST_BYTES);
        String line = trailers.next();
        while (line != null && !line.isEmpty()) {
            line = trailers.next();
        }
    }
}
