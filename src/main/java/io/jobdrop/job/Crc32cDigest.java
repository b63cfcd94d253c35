package io.jobdrop.job;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/** CRC-32C (RFC 3720 12.1) as a digest of four bytes, big-endian. */
final class Crc32cDigest extends MessageDigest {
    private final CRC32C crc = new CRC32C();

    Crc32cDigest() {
        super("CRC32C");
    }

    @Override
    protected void engineUpdate(byte input) {
        crc.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        crc.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] value = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        crc.reset();
        return value;
    }

    @Override
    protected void engineReset() {
        crc.reset();
    }
}
