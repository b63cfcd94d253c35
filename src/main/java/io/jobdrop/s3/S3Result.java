package io.jobdrop.s3;

import io.jobdrop.config.PartSizes;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Job;
import io.jobdrop.name.ResultHead;
import io.jobdrop.name.SafeName;
import io.jobdrop.record.Upload;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Staging;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** A result that this process receives, or has received and not yet published. */
final class S3Result implements S3Upload.Target {
    private final S3Staging staging;
    private final Job job;
    private final int index;
    private final String key;
    private final S3Upload upload;
    private Checkpoint known;
    private boolean ended;
    private @Nullable Upload row;

    /** With the upload that an earlier attempt has begun, or null. */
    S3Result(S3Staging staging, Job job, int index, Checkpoint known, @Nullable Upload earlier) {
        this.staging = staging;
        this.job = job;
        this.index = index;
        this.key = staging.bucket().key(known.target());
        this.known = known;
        this.row = earlier;
        S3Staging.Limits limits = staging.limits();
        this.upload = new S3Upload(
                this,
                staging.buffers(),
                PartSizes.of(limits.partSize(), known.total() >= 0 ? known.total() : limits.maxSize()),
                limits.parallel(),
                earlier == null ? 0 : earlier.parts().size(),
                earlier == null ? 0 : earlier.bytes());
    }

    /** The headers of a result's object. */
    static ObjectHeaders headers(Job job, Checkpoint known) {
        String path = known.target();
        Checkpoint.Announced announced = known.announced();
        String given = announced.name() == null ? "" : SafeName.of(announced.name());
        String name = given.isEmpty() ? path.substring(path.lastIndexOf('/') + 1) : given;
        OptionalLong size = announced.size() < 0 ? OptionalLong.empty() : OptionalLong.of(announced.size());
        ResultHead head = known.head();
        return ObjectHeaders.of(job, name, size, head.contentType(), head.contentEncoding());
    }

    /** Copies a body to its end; see {@link S3Upload#receive}. */
    String receive(InputStream body, Progress.Transfer transfer, int mostSmall) throws Staging.BrokenOff {
        String sha256 = upload.receive(body, known.total(), transfer, staging::refuseAbove, mostSmall);
        ended = true;
        return sha256;
    }

    void update(Checkpoint checkpoint) {
        known = checkpoint;
    }

    Checkpoint known() {
        return ended ? known : known.at(upload.position());
    }

    long position() {
        return upload.position();
    }

    /** Whether a body that begins there can be received. */
    boolean isAt(long position) {
        return !ended && upload.position() == position;
    }

    boolean isOf(Job other) {
        return job.feed().equals(other.feed())
                && job.id().equals(other.id())
                && ClaimedUploads.fence(job) == ClaimedUploads.fence(other);
    }

    int index() {
        return index;
    }

    /** The whole content, when it waits in memory. */
    byte @Nullable [] small() {
        return upload.small();
    }

    int smallBytes() {
        byte[] small = upload.small();
        return small == null ? 0 : small.length;
    }

    void close() {
        upload.close();
    }

    // The ledger knows of it before the store does, so that no process that dies leaves an upload that nobody knows.
    @Override
    public void begin() {
        Bucket bucket = staging.bucket();
        Upload intent = new Upload(
                UUID.randomUUID().toString(),
                new Upload.Owner(job.feed(), job.id(), index, ClaimedUploads.fence(job)),
                new Upload.Target(bucket.name(), key, null),
                staging.clock().instant(),
                ClaimedUploads.json(known),
                false,
                List.of());
        staging.uploads().begin(intent);
        try {
            String uploadId = bucket.begin(key, headers(job, known));
            staging.uploads().begun(intent.id(), uploadId);
            row = intent.begunAs(uploadId);
        } catch (SdkException e) {
            throw S3Errors.failure("the begin of the upload", bucket.location(key), e);
        }
    }

    @Override
    public void send(int number, byte[] buffer, int length) {
        Bucket bucket = staging.bucket();
        Upload begun = Objects.requireNonNull(row);
        try {
            Upload.Part part =
                    bucket.part(key, Objects.requireNonNull(begun.target().uploadId()), number, buffer, length);
            if (!staging.uploads().part(begun, part)) {
                throw new ClaimLost(job);
            }
        } catch (SdkException e) {
            if (S3Errors.isGone(e)) {
                staging.uploads().dead(begun.id());
            }
            throw S3Errors.failure("part " + number, bucket.location(key), e);
        }
    }

    @Override
    public Future<?> submit(Runnable work) {
        return staging.submit(work);
    }
}
