package io.jobdrop.s3;

import io.jobdrop.record.Upload;
import io.jobdrop.record.Uploads;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Uploads with which nobody goes on. They cost money until they are aborted, and no listing of objects shows them. */
final class AbandonedUploads {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedUploads.class);
    // How far the store's clock may be from ours, and how long it may take to answer.
    private static final Duration SKEW = Duration.ofMinutes(15);

    private final Bucket bucket;
    private final Uploads uploads;

    AbandonedUploads(Bucket bucket, Uploads uploads) {
        this.bucket = bucket;
        this.uploads = uploads;
    }

    /** Aborts an upload; when the store cannot be reached, it stays in the ledger for another try. */
    void abort(Upload upload) {
        uploads.dead(upload.id());
        if (!upload.target().bucket().equals(bucket.name())) {
            LOG.warn(
                    "an upload to {} of bucket {} is left open, since jobdrop.drop.s3.bucket is {} now; the lifecycle rule"
                            + " of that bucket removes it",
                    upload.target().key(),
                    upload.target().bucket(),
                    bucket.name());
            uploads.forget(upload.id());
            return;
        }
        try {
            if (upload.target().uploadId() == null) {
                abortUnknown(upload);
            } else {
                bucket.abort(upload.target().key(), upload.target().uploadId());
            }
            uploads.forget(upload.id());
        } catch (SdkException e) {
            LOG.warn(
                    "{}; it is tried again when Jobdrop stops or starts",
                    S3Errors.text(
                            "the abort of the upload",
                            bucket.location(upload.target().key()),
                            e));
        }
    }

    // A process died between its request and the store's answer: whatever was begun for the key at that time.
    private void abortUnknown(Upload upload) {
        Set<String> known = uploads.ofJob(upload.owner().feed(), upload.owner().jobId()).stream()
                .map(each -> each.target().uploadId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        for (Bucket.Open open : bucket.open(upload.target().key())) {
            Duration age = Duration.between(upload.begunAt(), open.initiated()).abs();
            boolean same = open.key().equals(upload.target().key()) && !known.contains(open.uploadId());
            if (same && age.compareTo(SKEW) < 0) {
                bucket.abort(open.key(), open.uploadId());
            }
        }
    }
}
