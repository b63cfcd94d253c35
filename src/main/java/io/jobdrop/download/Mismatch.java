package io.jobdrop.download;

import io.jobdrop.job.Checksum;
import io.jobdrop.job.Result;
import io.jobdrop.stage.Checkpoint;
import java.util.Optional;

/** How a body differs from what was announced of it, in words. */
final class Mismatch {
    private Mismatch() {}

    /** The checksum that the vendor says; it is of the bytes before any coding. */
    static Optional<Checksum> expected(Download download, Checkpoint from) {
        return from.head().contentEncoding() == null ? download.checksum().expected() : Optional.empty();
    }

    /**
     * How a body of so many bytes differs.
     *
     * @param actual its checksum, where it is known
     */
    static Optional<String> of(Download download, Checkpoint from, long bytes, Optional<Checksum> actual) {
        Result result = download.result();
        String but = " bytes for " + result + ", but " + bytes + " arrived; nothing was delivered";
        if (from.total() >= 0 && bytes != from.total()) {
            return Optional.of("Content-Length says " + from.total() + but);
        }
        long size = result.size().orElse(bytes);
        if (from.head().contentEncoding() == null && size != bytes) {
            return Optional.of("the vendor says " + size + but);
        }
        return expected(download, from)
                .filter(vendors -> actual.isPresent() && !actual.get().equals(vendors))
                .map(vendors -> "the vendor says " + vendors + " for " + result + ", but the file has " + actual.get()
                        + "; nothing was delivered");
    }
}
