package io.jobdrop.s3;

import io.jobdrop.config.Settings;
import io.jobdrop.deliver.Audit;
import io.jobdrop.job.JobFailure;
import io.jobdrop.record.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What stands in buckets now. It is connected when it is first asked. */
public final class S3Audit implements AutoCloseable {
    private static final String SCHEME = "s3://";

    private final Settings settings;
    private @Nullable S3Client client;

    public S3Audit(Settings settings) {
        this.settings = settings;
    }

    /** Whether a location of the ledger is an object. */
    public static boolean isObject(String location) {
        return location.startsWith(SCHEME);
    }

    /** What stands at locations of the ledger: objects, and files below the drop of the settings. */
    public Audit.Contents contents() {
        Audit.Contents files = Audit.Contents.ofFiles(settings.path("jobdrop.drop.dir"));
        return place -> isObject(place) ? open(place) : files.open(place);
    }

    /**
     * The content of an object; null when there is none.
     *
     * @throws IOException when the store does not give it
     */
    public @Nullable InputStream open(String location) throws IOException {
        String[] place = location.substring(SCHEME.length()).split("/", 2);
        try {
            return client().getObject(request -> request.bucket(place[0]).key(place[1]));
        } catch (NoSuchKeyException e) {
            return null;
        } catch (SdkException e) {
            throw new IOException(S3Errors.text("the get", location, e), e);
        }
    }

    /**
     * Open uploads below the prefix of the settings that no job of this ledger will finish.
     *
     * @throws JobFailure when the store does not list them
     */
    public List<Bucket.Open> leftOpen(Uploads uploads) {
        Bucket bucket = new Bucket(settings, client());
        Set<String> known =
                uploads.all().stream().map(each -> each.target().uploadId()).collect(Collectors.toSet());
        try {
            return bucket.open(bucket.prefix()).stream()
                    .filter(open -> !known.contains(open.uploadId()))
                    .toList();
        } catch (SdkException e) {
            throw S3Errors.failure("the listing of uploads", bucket.location(bucket.prefix()), e);
        }
    }

    private S3Client client() {
        S3Client open = client == null ? S3Connection.open(settings, 2) : client;
        client = open;
        return open;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
