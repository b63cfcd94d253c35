package io.jobdrop.stage;

import io.jobdrop.job.Intent;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
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
    public @Nullable Path localFile() {
        return stored.file();
    }

    /** The same as a text for routes, where Camel would put a file's content in the place of its path. */
    public @Nullable String getFile() {
        Path file = stored.file();
        return file == null ? null : file.toString();
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

    /** The same result with other bytes; what the host called the bytes of another file says nothing of these. */
    public StagedResult changedTo(Staging.Stored changed) {
        boolean same = Objects.equals(changed.file(), stored.file());
        ResultHead now = same ? head : new ResultHead(head.host(), head.path(), null, null, head.fileName());
        return new StagedResult(result, path, changed, now, startedAt, finishedAt);
    }

    /** The same result under another name. */
    public StagedResult named(String newPath) {
        return new StagedResult(result, newPath, stored, head, startedAt, finishedAt);
    }
}
