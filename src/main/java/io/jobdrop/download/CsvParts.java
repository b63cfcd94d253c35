package io.jobdrop.download;

import io.jobdrop.http.BlockStream;
import io.jobdrop.job.Held;
import io.jobdrop.stage.StagedResult;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of CSV files (RFC 4180) behind one another, with the header line of the first one only. A line break within
 * quotes ends no line. Every part has the same header line; whether it ends with CR LF or LF does not matter.
 */
final class CsvParts extends BlockStream {
    private static final int LONGEST_HEADER = 1 << 20;
    private static final int BUFFER = 1 << 16;
    private static final int PACKED = 4;
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final List<StagedResult> parts;
    private int number;
    private byte[] header = new byte[0];
    private byte[] lineEnd = {'\n'};
    private InputStream before = nothing();
    private InputStream rest = nothing();
    private int last = -1;

    CsvParts(List<StagedResult> parts) {
        this.parts = parts;
    }

    private static InputStream nothing() {
        return InputStream.nullInputStream();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (true) {
            int count = before.read(into, offset, length);
            if (count < 0) {
                count = rest.read(into, offset, length);
            }
            if (count > 0) {
                last = into[offset + count - 1];
            }
            if (count >= 0) {
                return count;
            }
            if (number == parts.size()) {
                return -1;
            }
            rest.close();
            open(parts.get(number++));
        }
    }

    private void open(StagedResult part) throws IOException {
        rest = new BufferedInputStream(decoded(part), BUFFER);
        refusePacked();
        byte[] line = headerLine(rest);
        byte[] here = withoutEnd(line);
        if (number == 1) {
            header = here;
            lineEnd = line.length - here.length == 2 ? new byte[] {'\r', '\n'} : lineEnd;
            before = new ByteArrayInputStream(line);
            return;
        }
        if (!Arrays.equals(withoutMark(here), withoutMark(header))) {
            throw new Held("part " + number + " of the CSV has another header line than the first one"
                    + (line.length == 0 ? ": it is empty" : "")
                    + "; nothing was delivered. If it is meant, leave out download.parts.join");
        }
        boolean open = last >= 0 && last != '\n';
        rest.mark(1);
        boolean more = rest.read() >= 0;
        rest.reset();
        before = open && more ? new ByteArrayInputStream(lineEnd) : nothing();
    }

    private void refusePacked() throws IOException {
        rest.mark(PACKED);
        String start = new String(rest.readNBytes(PACKED), StandardCharsets.ISO_8859_1);
        rest.reset();
        String packed = start.startsWith("\u001f\u008b") ? "gzip" : start.equals("PK\u0003\u0004") ? "zip" : "";
        if (!packed.isEmpty()) {
            throw new Held("part " + number + " is a " + packed
                    + " file, which is not joined; nothing was delivered. Leave out download.parts.join"
                    + " to get each part as a file");
        }
    }

    private static InputStream decoded(StagedResult part) throws IOException {
        Path file = Objects.requireNonNull(part.localFile(), "a part that is no file of this machine");
        String coding = part.head().contentEncoding();
        if (coding == null) {
            return Files.newInputStream(file);
        }
        if (!coding.equals("gzip")) {
            throw new Held("a part of the CSV has the coding " + coding
                    + ", which cannot be joined; nothing was delivered, and the next poll checks it again");
        }
        InputStream packed = Files.newInputStream(file);
        try {
            return new GZIPInputStream(packed, BUFFER);
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    private static byte[] headerLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean quoted = false;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.write(octet);
            quoted ^= octet == '"';
            if (octet == '\n' && !quoted) {
                break;
            }
            if (line.size() > LONGEST_HEADER) {
                throw new Held("the header line of a CSV part is longer than " + LONGEST_HEADER
                        + " bytes; nothing was delivered, and the next poll checks it again");
            }
        }
        return line.toByteArray();
    }

    private static byte[] withoutEnd(byte[] line) {
        int end = line.length;
        end -= end > 0 && line[end - 1] == '\n' ? 1 : 0;
        end -= end > 0 && line[end - 1] == '\r' ? 1 : 0;
        return Arrays.copyOf(line, end);
    }

    private static byte[] withoutMark(byte[] line) {
        return line.length >= MARK.length && Arrays.equals(Arrays.copyOf(line, MARK.length), MARK)
                ? Arrays.copyOfRange(line, MARK.length, line.length)
                : line;
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
