package io.jobdrop.s3;

import io.jobdrop.config.PartSizes;
import io.jobdrop.config.Settings;
import io.jobdrop.job.JobFailure;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** What can be said of the bucket before anything is delivered into it. */
public final class S3Check {
    private final Settings settings;
    private final int workers;

    /** A check for so many feeds that deliver into the bucket. */
    public S3Check(Settings settings, int feeds) {
        this.settings = settings;
        this.workers = feeds * settings.count("jobdrop.download.parallel");
    }

    /** The settings in words, without secrets. */
    public String describe() {
        return "The bucket: " + get("bucket") + (get("prefix").isEmpty() ? "" : ", keys below " + get("prefix"))
                + ", at " + or("endpoint", "AWS") + ", region "
                + or("region", get("endpoint").isEmpty() ? "as the environment says" : "us-east-1")
                + ", credentials "
                + (get("access-key").isEmpty() ? "by the default chain of AWS" : "by jobdrop.drop.s3.access-key")
                + said("sse") + said("kms-key-id") + said("storage-class") + said("tags") + said("acl") + said("proxy")
                + said("trust-store") + ", checksums " + get("checksum-mode") + ".\nParts: " + get("part-size") + " x ("
                + get("parallel") + " + 1) x " + workers + " workers = "
                + (PartSizes.memory(settings, workers) >> 20) + " MB of memory at most.";
    }

    private String said(String name) {
        return get(name).isEmpty() ? "" : ", " + name + " " + get(name);
    }

    private String or(String name, String otherwise) {
        return settings.get(S3Connection.PREFIX + name, otherwise);
    }

    private String get(String name) {
        return settings.get(S3Connection.PREFIX + name);
    }

    /**
     * Begins an upload of one byte, and aborts it. Nothing of it is ever seen in the bucket.
     *
     * @return what was found, in words
     * @throws JobFailure when the store refuses
     */
    public String connect() {
        try (S3Client client = S3Connection.open(settings, 1);
                Bucket bucket = new Bucket(settings, client)) {
            String key = bucket.key(".jobdrop-check-" + UUID.randomUUID());
            String step = "the begin of an upload";
            String uploadId = "";
            try {
                uploadId = bucket.begin(key, new ObjectHeaders("application/octet-stream", null, null, Map.of()));
                step = "a part";
                bucket.part(key, uploadId, 1, new byte[1], 1);
                step = "the listing of uploads";
                bucket.open(key);
                step = "the abort";
                bucket.abort(key, uploadId);
            } catch (SdkException e) {
                JobFailure failure = S3Errors.failure(step, bucket.location(key), e);
                if (!uploadId.isEmpty() && !step.equals("the abort")) {
                    abort(bucket, key, uploadId, failure);
                }
                throw failure;
            }
            return "Connected: an upload to " + bucket.location(key) + " was begun, written to and aborted.";
        }
    }

    // What failed first is what is to be told.
    private static void abort(Bucket bucket, String key, String uploadId, JobFailure failure) {
        try {
            bucket.abort(key, uploadId);
        } catch (SdkException e) {
            failure.addSuppressed(e);
        }
    }
}
