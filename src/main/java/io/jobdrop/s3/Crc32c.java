package io.jobdrop.s3;

import io.jobdrop.record.Upload;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;

/** CRC-32C (RFC 3720 12.1), also of a whole from those of its parts, which the JDK's class cannot tell. */
final class Crc32c {
    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int ONE = 1 << 31;
    private static final int X_TO_THE_8 = 1 << 23;

    private Crc32c() {}

    static long of(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    /** The checksum of all parts, one behind the other. */
    static long of(List<Upload.Part> parts) {
        long crc = 0;
        for (Upload.Part part : parts) {
            crc = join(crc, part.crc32c(), part.bytes());
        }
        return crc;
    }

    /** As S3 writes it: big-endian, in Base64. */
    static String base64(long crc) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4).putInt((int) crc).array());
    }

    // The first checksum, moved up by the length of what follows, as zlib's crc32_combine does it.
    private static long join(long first, long second, long bytes) {
        int shift = ONE;
        int power = X_TO_THE_8;
        for (long left = bytes; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                shift = multiply(power, shift);
            }
            power = multiply(power, power);
        }
        return Integer.toUnsignedLong(multiply(shift, (int) first) ^ (int) second);
    }

    // Polynomials over GF(2), modulo the CRC's, lowest power in the highest bit.
    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = 31; bit >= 0; bit--) {
            if ((a >>> bit & 1) == 1) {
                product ^= shifted;
            }
            shifted = shifted >>> 1 ^ (POLYNOMIAL & -(shifted & 1));
        }
        return product;
    }
}
