package io.jobdrop.s3;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.JobFailure;
import io.jobdrop.record.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The requests of deliveries, tried with a tiny object: an upload that is aborted, a put as of a manifest, two writes that
 * must not replace it, and a read. Whatever fails, the upload is aborted and the object is deleted, if the store allows it.
 */
final class BucketTrial {
    private static final byte[] CONTENT = "{\"jobdrop\": \"check\"}".getBytes(StandardCharsets.UTF_8);
    private static final ObjectHeaders RESULT = new ObjectHeaders("application/octet-stream", null, null, Map.of());
    private static final ObjectHeaders MANIFEST = new ObjectHeaders("application/json", null, null, Map.of());

    private final Bucket bucket;
    private final String key;
    private String step = "";
    private @Nullable String uploadId;
    private boolean written;

    BucketTrial(Bucket bucket, String key) {
        this.bucket = bucket;
        this.key = key;
    }

    /** Tries all, and says what was found. */
    String run() {
        try {
            upload();
            step = "the listing of uploads";
            bucket.open(key);
            abort();
            step = "the put";
            bucket.put(key, CONTENT, MANIFEST);
            written = true;
            requireKept();
            readBack();
        } catch (SdkException e) {
            throw cleaned(S3Errors.failure(step, bucket.location(key), e));
        } catch (JobFailure e) {
            throw cleaned(e);
        }
        return "Connected: an upload to " + bucket.location(key)
                + " was begun, written to and aborted. An object was put"
                + " there, was not replaced by a second one, and was read back. " + deleted();
    }

    private Upload.Part upload() {
        step = "the begin of an upload";
        String begun = bucket.begin(key, RESULT);
        uploadId = begun;
        step = "a part";
        return bucket.part(key, begun, 1, new byte[1], 1);
    }

    private void abort() {
        step = "the abort";
        String begun = uploadId;
        uploadId = null;
        bucket.abort(key, String.valueOf(begun));
    }

    private void requireKept() {
        step = "the put over an object";
        requireRefused(() -> bucket.put(key, CONTENT, RESULT));
        Upload.Part part = upload();
        step = "the completion of an upload over an object";
        requireRefused(() -> bucket.complete(key, String.valueOf(uploadId), List.of(part)));
        abort();
    }

    private void requireRefused(Runnable write) {
        try {
            write.run();
        } catch (SdkException e) {
            if (S3Errors.isThere(e)) {
                return;
            }
            throw e;
        }
        throw new GiveUp(
                "the store replaced " + bucket.location(key) + " by " + step + ", which says If-None-Match: *;"
                        + " Jobdrop could replace objects there. Set jobdrop.drop.s3.conditional = emulated, or use another store");
    }

    private void readBack() {
        step = "the get";
        try (InputStream there = bucket.read(key)) {
            if (there == null || !Arrays.equals(there.readNBytes(CONTENT.length + 1), CONTENT)) {
                throw new GiveUp("the store gave back other content for " + bucket.location(key) + " than it got");
            }
        } catch (IOException e) {
            throw new GiveUp(bucket.location(key) + " cannot be read back: " + e.getMessage(), e);
        }
    }

    // What failed first is what is to be told.
    private JobFailure cleaned(JobFailure failure) {
        if (uploadId != null) {
            try {
                abort();
            } catch (SdkException e) {
                failure.addSuppressed(e);
            }
        }
        if (written) {
            failure.addSuppressed(new IllegalStateException(deleted()));
        }
        return failure;
    }

    // Deliveries delete nothing, and need no right to.
    private String deleted() {
        try {
            bucket.delete(key);
            return "It is deleted.";
        } catch (SdkException e) {
            return S3Errors.text("the delete", bucket.location(key), e) + ". Delete that object";
        }
    }
}
