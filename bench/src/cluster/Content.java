package bench.cluster;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** The bytes of a result: a function of the job's id, the length and the version, so that everybody can tell what is right. */
final class Content {
    private Content() {}

    static byte[] of(String id, int version, int size) {
        byte[] bytes = new byte[size];
        new Random(id.hashCode() * 1_000_003L + version).nextBytes(bytes);
        return bytes;
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
