package io.jobdrop.s3;

import io.jobdrop.config.PartSizes;
import io.jobdrop.config.Settings;
import io.jobdrop.job.JobFailure;
import java.util.UUID;
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
     * Tries the bucket as deliveries will use it, and leaves nothing there.
     *
     * @return what was found, in words
     * @throws JobFailure when the store refuses, or replaces what it must not
     */
    public String connect() {
        try (S3Client client = S3Connection.open(settings, 1);
                Bucket bucket = new Bucket(settings, client)) {
            return new BucketTrial(bucket, bucket.key(".jobdrop-check-" + UUID.randomUUID())).run();
        }
    }
}
