package io.jobdrop.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a staged result, kept beside it, so that a later attempt goes on where this one stopped, be it in
 * another process. It holds no URL.
 *
 * @param target the name that it is to have, below the destination
 * @param name the vendor's name for the result
 * @param size the vendor's length for it in bytes, or -1
 * @param asked host and path of the vendor's URL
 * @param host where the bytes came from, after redirects
 * @param path the path there, without the query
 * @param validator the ETag or the Last-Modified of the version whose bytes these are (RFC 9110 8.8); null when there
 *     is none to rely on, and then nothing is resumed
 * @param total the length of the whole in bytes, or -1
 * @param startedAt when its first byte was asked for, ISO 8601
 * @param boot the machine's run that wrote this, or an empty text: see {@link Disk#boot}
 * @param flushed so many bytes are surely on the disk
 * @param sha256 the hash of the whole, once it is whole and checked; null before
 * @param fileName the name that its host gives it (RFC 6266), made safe; null when it gives none
 * @param flushedSha256 the hash of the bytes that are surely on the disk; null where nobody has computed it
 */
public record Checkpoint(
        String target,
        @Nullable String name,
        long size,
        String asked,
        String host,
        String path,
        @Nullable String validator,
        long total,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        String startedAt,
        String boot,
        long flushed,
        @Nullable String sha256,
        @Nullable String fileName,
        @Nullable String flushedSha256) {

    /** What is known of a result whose staged bytes nobody has hashed. */
    public Checkpoint(
            String target,
            @Nullable String name,
            long size,
            String asked,
            String host,
            String path,
            @Nullable String validator,
            long total,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            String startedAt,
            String boot,
            long flushed,
            @Nullable String sha256,
            @Nullable String fileName) {
        this(
                target,
                name,
                size,
                asked,
                host,
                path,
                validator,
                total,
                contentType,
                contentEncoding,
                startedAt,
                boot,
                flushed,
                sha256,
                fileName,
                null);
    }

    /** The same with so many bytes staged, and not yet whole. */
    public Checkpoint at(long bytes) {
        return with(total, boot, bytes, null, null);
    }

    /** The same with so many bytes staged, which have this hash. */
    Checkpoint at(long bytes, String hash) {
        return with(total, boot, bytes, null, hash);
    }

    public Checkpoint ofTotal(long bytes) {
        return with(bytes, boot, flushed, null, null);
    }

    /** The same once it is whole and checked. */
    public Checkpoint whole(long bytes, String hash) {
        return with(bytes, boot, bytes, hash, null);
    }

    Checkpoint writtenIn(String run) {
        return with(total, run, flushed, sha256, flushedSha256);
    }

    private Checkpoint with(
            long newTotal, String newBoot, long newFlushed, @Nullable String hash, @Nullable String flushedHash) {
        return new Checkpoint(
                target,
                name,
                size,
                asked,
                host,
                path,
                validator,
                newTotal,
                contentType,
                contentEncoding,
                startedAt,
                newBoot,
                newFlushed,
                hash,
                fileName,
                flushedHash);
    }

    /** What its host said of it. */
    public ResultHead head() {
        return new ResultHead(host, path, contentType, contentEncoding, fileName);
    }

    /** Whether it speaks of what the vendor announces. */
    public boolean isOf(Result result) {
        return Objects.equals(name, result.name()) && size == result.size().orElse(-1);
    }

    /** Whether the rest can be asked for without the risk of mixing two versions. */
    @JsonIgnore
    public boolean isResumable() {
        return validator != null && flushed > 0 && sha256 == null;
    }

    /** Whether the validator is one of the file itself, whatever its path is; a date is only one of its path. */
    @JsonIgnore
    public boolean hasEntityTag() {
        return validator != null && validator.startsWith("\"");
    }
}
