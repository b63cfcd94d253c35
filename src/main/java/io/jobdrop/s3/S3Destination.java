package io.jobdrop.s3;

import io.jobdrop.config.Settings;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.Uploads;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Staging;
import java.time.Clock;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.s3.S3Client;

/** What all feeds that deliver into the bucket share: one client, and one staging. */
public final class S3Destination implements AutoCloseable {
    private final S3Client client;
    private final Bucket bucket;
    private final S3Staging staging;

    /** Opens the bucket for so many workers; nothing is asked of the store yet. */
    public S3Destination(Settings settings, LedgerDatabase database, Clock clock, Progress progress, int workers) {
        S3Staging.Limits limits = new S3Staging.Limits(
                settings.bytes("jobdrop.download.max-size"),
                Math.toIntExact(settings.bytes(S3Connection.PREFIX + "part-size")),
                settings.count(S3Connection.PREFIX + "parallel"));
        client = S3Connection.open(settings, workers * (limits.parallel() + 1));
        bucket = new Bucket(settings, client);
        staging = new S3Staging(bucket, new Uploads(database), clock, progress, limits);
    }

    /** Gives the beans that the kamelet names. */
    public void bindTo(BiConsumer<String, Object> registry) {
        registry.accept("s3Client", client);
        registry.accept("s3Bucket", bucket);
        registry.accept("s3Staging", staging);
    }

    /** Where results are staged that no step of the engineer's own is to see. */
    public Staging staging() {
        return staging;
    }

    @Override
    public void close() {
        staging.close();
    }
}
