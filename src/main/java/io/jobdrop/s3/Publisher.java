package io.jobdrop.s3;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.RetryLater;
import io.jobdrop.record.Intents;
import io.jobdrop.record.Upload;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes an object of a staged result, or finds that it is there already. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Bucket bucket;
    private final S3Staging staging;
    private final Intents intents;

    Publisher(Bucket bucket, S3Staging staging, Intents intents) {
        this.bucket = bucket;
        this.staging = staging;
        this.intents = intents;
    }

    /**
     * Publishes a result under its key.
     *
     * @return the result as the object has it: with its hash, and with the bytes of an earlier claim that published it
     * @throws io.jobdrop.job.ClaimLost when the job's claim is not valid any more
     * @throws JobFailure when an object of other content stands there, or the store fails
     */
    StagedResult publish(Job job, StagedResult staged) throws IOException {
        if (staged.localFile() == null) {
            return publishStored(job, staged);
        }
        try {
            upload(job, staged);
            return publishStored(job, staged);
        } catch (RuntimeException e) {
            staging.clear(job);
            throw e;
        }
    }

    private StagedResult publishStored(Job job, StagedResult staged) {
        String key = bucket.key(staged.path());
        int index = staged.result().index();
        byte[] small = staging.small(job, index);
        intents.confirm(job);
        try {
            return small == null ? complete(job, staged, key) : put(job, staged, key, small);
        } catch (SdkException e) {
            throw S3Errors.failure("the publishing", bucket.location(key), e);
        } catch (IOException e) {
            throw new RetryLater(bucket.location(key) + " cannot be read back: " + e.getMessage(), e);
        }
    }

    // A file that a step of the engineer's own has seen lies on this machine.
    private void upload(Job job, StagedResult staged) throws IOException {
        try (InputStream file = Files.newInputStream(Objects.requireNonNull(staged.localFile()))) {
            staging.store(job, staged.result().index(), file, known(staged));
        }
    }

    private static Checkpoint known(StagedResult staged) {
        return new Checkpoint(
                staged.path(),
                Checkpoint.Announced.of(staged.result(), ""),
                staged.head(),
                new Checkpoint.Version(null, staged.bytes()),
                staged.startedAt().toString());
    }

    private StagedResult put(Job job, StagedResult staged, String key, byte[] content) throws IOException {
        ObjectHeaders headers = S3Result.headers(job, known(staged)).withSha256(staged.sha256());
        try {
            bucket.put(key, content, headers);
            return staged;
        } catch (SdkException e) {
            if (S3Errors.isThere(e)) {
                return found(job, staged, key, Crc32c.of(content, content.length));
            }
            throw e;
        }
    }

    private StagedResult complete(Job job, StagedResult staged, String key) throws IOException {
        int index = staged.result().index();
        Upload upload = staging.upload(job, index)
                .orElseThrow(() -> new RetryLater(
                        "the upload of " + bucket.location(key) + " is gone; the next attempt uploads all of it"));
        List<Upload.Part> parts = upload.parts();
        try {
            bucket.complete(key, Objects.requireNonNull(upload.target().uploadId()), parts);
        } catch (SdkException e) {
            boolean there = S3Errors.isThere(e) || (S3Errors.isGone(e) && exists(key));
            if (there) {
                StagedResult found = found(job, staged, key, Crc32c.of(parts));
                staging.discard(job, index);
                return found;
            }
            if (S3Errors.isGone(e) || S3Errors.isConflict(e)) {
                staging.discard(job, index);
            }
            throw e;
        }
        return staged.sha256().isEmpty() ? readBack(job, staged, key, Crc32c.of(parts)) : staged;
    }

    private boolean exists(String key) throws IOException {
        try (InputStream there = bucket.read(key)) {
            return there != null;
        }
    }

    private StagedResult found(Job job, StagedResult staged, String key, long crc32c) throws IOException {
        StagedResult found = readBack(job, staged, key, crc32c);
        LOG.info("{}: {} was already there, with the same content", job, bucket.location(key));
        return found;
    }

    // All that stands there is read: what another process has put, and what several processes have put together.
    private StagedResult readBack(Job job, StagedResult staged, String key, long crc32c) throws IOException {
        try (InputStream there = bucket.read(key)) {
            if (there == null) {
                throw new RetryLater(bucket.location(key) + " was there and is gone; it is tried again");
            }
            CheckedInputStream checked = new CheckedInputStream(there, new CRC32C());
            MessageDigest digest = Sha256.digest();
            long bytes = Sha256.update(digest, checked);
            String sha256 = Sha256.hex(digest);
            boolean same = staged.sha256().isEmpty()
                    ? checked.getChecksum().getValue() == crc32c && bytes == staged.bytes()
                    : staged.sha256().equals(sha256);
            if (!same && !intents.isOwn(job, staged.path(), sha256)) {
                throw new GiveUp("an object of other content already stands at " + bucket.location(key)
                        + "; it was not replaced. Move it away, then use jobdrop retry");
            }
            return staged.changedTo(new Staging.Stored(staged.localFile(), bytes, sha256));
        }
    }
}
