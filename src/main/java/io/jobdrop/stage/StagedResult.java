package io.jobdrop.stage;

import io.jobdrop.job.Intent;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result that lies whole where its destination stages it, not yet visible there.
 *
 * @param path its name to be, below the destination
 * @param stored its bytes, as they came over the wire
 * @param head what its host said of it
 */
public record StagedResult(
        Result result, String path, Staging.Stored stored, ResultHead head, Instant startedAt, Instant finishedAt) {
    /** A result of which only the announcement is known: its length is the vendor's, or -1. */
    public static StagedResult announced(Result result, String path, Instant now) {
        Staging.Stored nothing = new Staging.Stored(null, result.size().orElse(-1), "");
        return new StagedResult(result, path, nothing, ResultHead.at(""), now, now);
    }

    /** Where it lies; null when it is staged in the destination itself and not on this machine. */
    public @Nullable Path file() {
        return stored.file();
    }

    /** Its length. */
    public long bytes() {
        return stored.bytes();
    }

    /** Its hash, in hexadecimal; empty when it was staged by several processes, and is read back later. */
    public String sha256() {
        return stored.sha256();
    }

    /** What is to be published of it. */
    public Intent intent() {
        return new Intent(result.index(), path, bytes(), sha256());
    }

    /** The same result with other bytes, such as those that a step of the engineer's own has left. */
    public StagedResult changedTo(long bytes, String sha256) {
        return new StagedResult(result, path, new Staging.Stored(file(), bytes, sha256), head, startedAt, finishedAt);
    }
}
