package io.jobdrop.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/** The lines of a head, of trailers, or of a chunk's size: so many, and so many bytes of all together (RFC 9112 2.2). */
final class Lines {
    static final int MOST_BYTES = 64 << 10;
    static final int MOST_LINES = 200;

    private final SessionInputBuffer buffer;
    private final InputStream in;
    private final String what;
    private final int mostBytes;
    private int bytes;
    private int lines;

    /** Lines of something that messages call {@code what}. */
    Lines(SessionInputBuffer buffer, InputStream in, String what, int mostBytes) {
        this.buffer = buffer;
        this.in = in;
        this.what = what;
        this.mostBytes = mostBytes;
    }

    /**
     * The next line without its end; null where the connection ended before its first byte.
     *
     * @throws InvalidResponse when there are too many, or one has characters that no line has
     */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = buffer.read(in); c != '\n'; c = buffer.read(in)) {
            if (c < 0 && line.length() == 0) {
                return null;
            }
            if (c < 0) {
                throw new EOFException("the connection ended within " + what);
            }
            if (++bytes >= mostBytes) {
                throw new InvalidResponse(what + " has more than " + mostBytes + " bytes");
            }
            line.append((char) c);
        }
        bytes++;
        int end = line.length() - 1;
        if (end >= 0 && line.charAt(end) == '\r') {
            line.setLength(end);
        }
        if (line.indexOf("\r") >= 0 || line.indexOf("\0") >= 0) {
            throw new InvalidResponse(what + " has a line with a control character in it");
        }
        if (line.length() > 0 && ++lines > MOST_LINES) {
            throw new InvalidResponse(what + " has more than " + MOST_LINES + " lines");
        }
        return line.toString();
    }

    /** The next line; the connection must not end before it. */
    String required() throws IOException {
        String line = next();
        if (line == null) {
            throw new EOFException("the connection ended within " + what);
        }
        return line;
    }
}
