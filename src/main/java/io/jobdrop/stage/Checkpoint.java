package io.jobdrop.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a staged result, kept beside it, so that a later attempt resumes where this one stopped, be it in
 * another process. It holds no URL. Its JSON is one flat object, whose names earlier and later versions share.
 *
 * @param target the name that it is to have, below the destination
 * @param announced what the vendor said of it
 * @param head what its host said of it
 * @param version which version of it these bytes are
 * @param startedAt when its first byte was asked for, ISO 8601
 * @param staged how much of it is staged
 * @param part which part of a result it is; null for a result that comes in one
 */
public record Checkpoint(
        String target,
        @JsonUnwrapped Announced announced,
        @JsonUnwrapped ResultHead head,
        @JsonUnwrapped Version version,
        String startedAt,
        @JsonUnwrapped Staged staged,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Part part) {
    /**
     * A part of a result that comes in several.
     *
     * @param at its position: what its request says of it; empty for the first one that a cursor leads on from
     * @param next that of the part behind it; null when it is the last
     */
    public record Part(String at, @Nullable String next) {}

    /**
     * What the vendor said of a result.
     *
     * @param name its name; null when it has none
     * @param size its length in bytes, or -1
     * @param asked host and path of its URL; empty when it is not to be asked for
     */
    public record Announced(@Nullable String name, long size, String asked) {
        public static Announced of(Result result, String asked) {
            return new Announced(result.name(), result.size().orElse(-1), asked);
        }
    }

    /**
     * The version of a result, as its host tells it from others.
     *
     * @param validator its ETag or Last-Modified (RFC 9110 8.8); null when there is none to rely on, and then nothing is
     *     resumed
     * @param total its length in bytes, or -1
     */
    public record Version(@Nullable String validator, long total) {}

    /**
     * The bytes of a result that are staged.
     *
     * @param boot the machine's run that wrote this, or an empty text: see {@link Disk#boot}
     * @param flushed so many bytes are surely on the disk
     * @param sha256 the hash of the whole, once it is whole and checked; null before
     * @param flushedSha256 the hash of the bytes that are surely on the disk; null where nobody has computed it
     */
    public record Staged(
            String boot,
            long flushed,
            @Nullable String sha256,
            @Nullable String flushedSha256) {
        static final Staged NOTHING = new Staged("", 0, null, null);
    }

    /** What is known of a result before its first byte. */
    public Checkpoint(String target, Announced announced, ResultHead head, Version version, String startedAt) {
        this(target, announced, head, version, startedAt, Staged.NOTHING, null);
    }

    /** The same for a part of a result. */
    public Checkpoint of(@Nullable Part which) {
        return new Checkpoint(target, announced, head, version, startedAt, staged, which);
    }

    /** Whether it speaks of the part at a position; null for a result that comes in one. */
    public boolean isAt(@Nullable String position) {
        return Objects.equals(part == null ? null : part.at(), position);
    }

    /** The same with so many bytes staged, and not yet whole. */
    public Checkpoint at(long bytes) {
        return with(version, new Staged(boot(), bytes, null, null));
    }

    /** The same with so many bytes staged, which have this hash. */
    Checkpoint at(long bytes, String hash) {
        return with(version, new Staged(boot(), bytes, null, hash));
    }

    /** The same once the length of the whole is known. */
    public Checkpoint ofTotal(long bytes) {
        return with(new Version(validator(), bytes), new Staged(boot(), flushed(), null, null));
    }

    /** The same once it is whole and checked. */
    public Checkpoint whole(long bytes, String hash) {
        return with(new Version(validator(), bytes), new Staged(boot(), bytes, hash, null));
    }

    Checkpoint writtenIn(String run) {
        return with(version, new Staged(run, flushed(), sha256(), flushedSha256()));
    }

    private Checkpoint with(Version newVersion, Staged newStaged) {
        return new Checkpoint(target, announced, head, newVersion, startedAt, newStaged, part);
    }

    /** The length of the whole in bytes, or -1. */
    public long total() {
        return version.total();
    }

    /** What the host tells the version by; null when there is nothing to rely on. */
    public @Nullable String validator() {
        return version.validator();
    }

    /** So many bytes are surely on the disk. */
    public long flushed() {
        return staged.flushed();
    }

    /** The hash of the whole, once it is whole and checked; null before. */
    public @Nullable String sha256() {
        return staged.sha256();
    }

    @Nullable
    String flushedSha256() {
        return staged.flushedSha256();
    }

    String boot() {
        return staged.boot();
    }

    // A process that died left all that it wrote; a machine that lost its power, only what was flushed.
    long surely(long there, String run) {
        return !run.isEmpty() && run.equals(boot()) ? there : flushed();
    }

    /** Whether it speaks of what the vendor announces. */
    public boolean isOf(Result result) {
        return Objects.equals(announced.name(), result.name())
                && announced.size() == result.size().orElse(-1);
    }

    /** Whether the rest can be asked for without the risk of mixing two versions. */
    @JsonIgnore
    public boolean isResumable() {
        return validator() != null && flushed() > 0 && sha256() == null;
    }

    /** Whether the validator is one of the file itself, whatever its path is; a date is only one of its path. */
    @JsonIgnore
    public boolean hasEntityTag() {
        String validator = validator();
        return validator != null && validator.startsWith("\"");
    }
}
