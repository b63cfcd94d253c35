package io.jobdrop.stage;

import io.jobdrop.job.Intent;
import io.jobdrop.job.Result;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result that lies whole where its destination stages it, not yet visible there.
 *
 * @param path its name to be, below the destination
 * @param file where it lies; null when it is staged in the destination itself and not on this machine
 * @param bytes its length, as it came over the wire
 * @param sha256 its hash, in hexadecimal; empty when it was staged by several processes, and is read back later
 * @param contentType what the result host calls it; null when it says nothing
 * @param contentEncoding how it is encoded although identity was asked for, such as gzip; null when it is not
 * @param sourceHost where it came from, after redirects; {@code data:} when the URL carried it
 * @param sourcePath the path there, without the query
 */
public record StagedResult(
        Result result,
        String path,
        @Nullable Path file,
        long bytes,
        String sha256,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        String sourceHost,
        String sourcePath,
        Instant startedAt,
        Instant finishedAt) {
    /** A result of which only the announcement is known: its length is the vendor's, or -1. */
    public static StagedResult announced(Result result, String path, Instant now) {
        return new StagedResult(result, path, null, result.size().orElse(-1), "", null, null, "", "", now, now);
    }

    /** What is to be published of it. */
    public Intent intent() {
        return new Intent(result.index(), path, bytes, sha256);
    }

    /** The same result with other bytes, such as those that a step of the engineer's own has left. */
    public StagedResult changedTo(long newBytes, String newSha256) {
        return new StagedResult(
                result,
                path,
                file,
                newBytes,
                newSha256,
                contentType,
                contentEncoding,
                sourceHost,
                sourcePath,
                startedAt,
                finishedAt);
    }
}
