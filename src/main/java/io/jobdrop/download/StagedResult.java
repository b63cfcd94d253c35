package io.jobdrop.download;

import io.jobdrop.resolve.Result;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result that lies whole and flushed in the staging folder, not yet visible in the drop.
 *
 * @param file where it lies
 * @param bytes its length, as it came over the wire
 * @param sha256 its hash, in hexadecimal
 * @param contentType what the result host calls it; null when it says nothing
 * @param contentEncoding how it is encoded although identity was asked for, such as gzip; null when it is not
 * @param sourceHost where it came from, after redirects; {@code data:} when the URL carried it
 * @param sourcePath the path there, without the query
 */
public record StagedResult(
        Result result,
        Path file,
        long bytes,
        String sha256,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        String sourceHost,
        String sourcePath,
        Instant startedAt,
        Instant finishedAt) {
    /** A result of which only the announcement is known: its length is the vendor's, or -1. */
    static StagedResult announced(Result result, Path folder, Instant now) {
        Path nowhere = folder.resolve(Integer.toString(result.index()));
        return new StagedResult(result, nowhere, result.size().orElse(-1), "", null, null, "", "", now, now);
    }
}
