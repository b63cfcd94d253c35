package io.jobdrop.stage;

import io.jobdrop.http.BlockStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip file (RFC 1952) of one member or several. Each is checked against its CRC and length, and nothing
 * but zeros may follow. The JDK's own stream takes a member that is cut in its head for the end, and content is lost.
 */
final class Gunzip extends BlockStream {
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEAD_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int filled;
    private boolean within;
    private boolean ended;
    private boolean begun;

    Gunzip(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (length > 0 && (within || hasMember())) {
            int count = inflate(into, offset, length);
            crc.update(into, offset, count);
            if (inflater.finished()) {
                trailer();
            }
            if (count > 0) {
                return count;
            }
        }
        return length > 0 ? -1 : 0;
    }

    private int inflate(byte[] into, int offset, int length) throws IOException {
        if (inflater.needsInput() && !inflater.finished()) {
            if (!hasOctet()) {
                throw new EOFException("it ends early");
            }
            inflater.setInput(buffer, position, filled - position);
        }
        try {
            int count = inflater.inflate(into, offset, length);
            position = filled - inflater.getRemaining();
            if (inflater.needsDictionary()) {
                throw new ZipException("it needs a dictionary");
            }
            return count;
        } catch (DataFormatException e) {
            throw new ZipException("it cannot be read: " + e.getMessage());
        }
    }

    private boolean hasMember() throws IOException {
        if (ended || !hasOctet()) {
            if (!begun) {
                throw new EOFException("it is empty");
            }
            return false;
        }
        if (begun && buffer[position] == 0) {
            padding();
            return false;
        }
        head();
        begun = true;
        within = true;
        inflater.reset();
        crc.reset();
        return true;
    }

    // Tapes and block devices fill up with zeros.
    private void padding() throws IOException {
        while (hasOctet()) {
            if (octet() != 0) {
                throw new ZipException("something else follows its content");
            }
        }
        ended = true;
    }

    private void head() throws IOException {
        if (number(2) != MAGIC || octet() != DEFLATE) {
            throw new ZipException(begun ? "something else follows its content" : "it does not begin as gzip does");
        }
        int flags = octet();
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip((int) number(2));
        }
        for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
            int octet = octet();
            while (octet != 0) {
                octet = octet();
            }
        }
        skip((flags & HEAD_CRC) == 0 ? 0 : 2);
    }

    private void trailer() throws IOException {
        within = false;
        if (number(4) != crc.getValue() || number(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("its content is not what its checksum says");
        }
    }

    private void skip(int octets) throws IOException {
        for (int i = 0; i < octets; i++) {
            octet();
        }
    }

    private long number(int octets) throws IOException {
        long number = 0;
        for (int i = 0; i < octets; i++) {
            number |= (long) octet() << (8 * i);
        }
        return number;
    }

    private int octet() throws IOException {
        if (!hasOctet()) {
            throw new EOFException("it ends early");
        }
        return buffer[position++] & 0xff;
    }

    private boolean hasOctet() throws IOException {
        if (position == filled) {
            position = 0;
            filled = Math.max(0, packed.read(buffer));
        }
        return position < filled;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
