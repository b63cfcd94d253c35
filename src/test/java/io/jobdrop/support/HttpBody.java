package io.jobdrop.support;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies the body that follows a head, byte for byte and in pieces, with the framing that it has. */
final class HttpBody {
    private HttpBody() {}

    static void copyOfRequest(HttpHead head, InputStream in, OutputStream out) throws IOException {
        if (head.has("Transfer-Encoding", "chunked")) {
            copyChunks(in, out);
        } else {
            copy(in, out, Long.parseLong(head.headers().getOrDefault("Content-Length", "0")));
        }
        out.flush();
    }

    static void copyOfAnswer(HttpHead head, String method, InputStream in, OutputStream out) throws IOException {
        if (!method.equals("HEAD") && head.status() != 204 && head.status() != 304) {
            if (head.headers().containsKey("Content-Length") || head.has("Transfer-Encoding", "chunked")) {
                copyOfRequest(head, in, out);
            } else {
                in.transferTo(out);
            }
        }
        out.flush();
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        for (long length = -1; length != 0; ) {
            length = Long.parseLong(copyLine(in, out).split(";")[0], 16);
            if (length > 0) {
                copy(in, out, length);
                copyLine(in, out);
            }
        }
        while (!copyLine(in, out).isEmpty()) {
            continue; // the trailers
        }
    }

    private static String copyLine(InputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        String line = HttpHead.line(in, raw);
        if (line == null) {
            throw new EOFException();
        }
        raw.writeTo(out);
        return line;
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    /** Passes on what comes until there is an answer, or nobody to take it; the rest is dropped. */
    static final class UntilAnswered extends OutputStream {
        private final InputStream answer;
        private final OutputStream out;
        private boolean answered;

        UntilAnswered(InputStream answer, OutputStream out) {
            this.answer = answer;
            this.out = out;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                answered = answered || answer.available() > 0;
                if (!answered) {
                    out.write(bytes, offset, length);
                }
            } catch (IOException e) {
                answered = true;
            }
        }
    }

    /** Changes one byte: the first one after so many lines. */
    static final class Corrupting extends OutputStream {
        private final OutputStream out;
        private int lines;
        private boolean done;

        Corrupting(OutputStream out, int lines) {
            this.out = out;
            this.lines = lines;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int i = offset; i < offset + length && !done; i++) {
                if (lines == 0) {
                    bytes[i] ^= 1;
                    done = true;
                } else if (bytes[i] == '\n') {
                    lines--;
                }
            }
            out.write(bytes, offset, length);
        }
    }
}
