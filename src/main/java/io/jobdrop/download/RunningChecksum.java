package io.jobdrop.download;

import io.jobdrop.job.Checksum;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.Staging;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checksum that the vendor says of a result, beside that of the bytes that come. These are hashed on their way to the
 * staging, which computes SHA-256 itself. Only what an earlier attempt has staged is read once more.
 */
final class RunningChecksum {
    private static final long UNKNOWN = -1;

    private final @Nullable Checksum expected;
    private final @Nullable MessageDigest digest;
    private long position = UNKNOWN;

    RunningChecksum(Result result) {
        String text = result.checksum();
        expected = text == null ? null : Checksum.of(text).orElse(null);
        digest = expected()
                .map(Checksum::algorithm)
                .filter(algorithm -> algorithm != Checksum.Algorithm.SHA256)
                .map(Checksum.Algorithm::digest)
                .orElse(null);
    }

    /** What the vendor says; empty when it says nothing. */
    Optional<Checksum> expected() {
        return Optional.ofNullable(expected);
    }

    /** The same body, which is hashed as it is read; it begins behind so many bytes of the result. */
    InputStream over(InputStream body, long from) {
        MessageDigest running = digest;
        if (running == null) {
            return body;
        }
        if (from == 0) {
            running.reset();
            position = 0;
        } else if (from != position) {
            position = UNKNOWN;
        }
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                int next = super.read();
                add(running, new byte[] {(byte) next}, 0, next < 0 ? 0 : 1);
                return next;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                add(running, buffer, offset, Math.max(0, read));
                return read;
            }
        };
    }

    private void add(MessageDigest running, byte[] buffer, int offset, int length) {
        if (position != UNKNOWN) {
            running.update(buffer, offset, length);
            position += length;
        }
    }

    /**
     * The same checksum of what is staged; empty when not all of it is known, and it cannot be read.
     *
     * @throws RetryLater when the staged file is not readable
     */
    Optional<Checksum> of(Staging.Stored stored) {
        Checksum vendors = expected;
        if (vendors == null) {
            return Optional.empty();
        }
        MessageDigest running = digest;
        String hex = running == null ? stored.sha256() : hex(running, stored);
        return Optional.of(new Checksum(vendors.algorithm(), hex)).filter(actual -> !hex.isEmpty());
    }

    private String hex(MessageDigest running, Staging.Stored stored) {
        boolean seen = position == stored.bytes();
        position = UNKNOWN;
        Path file = stored.file();
        if (!seen && file == null) {
            return "";
        }
        if (!seen) {
            running.reset();
            try (InputStream in = Files.newInputStream(file)) {
                Sha256.update(running, in);
            } catch (IOException e) {
                throw new RetryLater("the staged file cannot be read: " + e.getMessage(), e);
            }
        }
        return Sha256.hex(running);
    }
}
