package io.jobdrop.s3;

import io.jobdrop.config.Settings;
import io.jobdrop.deliver.Manifest;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.Intents;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bucket that receives results. Each appears under its key by one conditional request: a put, or the completion of
 * its upload. The manifest follows after the last of them, in the same way.
 */
public final class S3Drop {
    private static final Logger LOG = LoggerFactory.getLogger(S3Drop.class);

    private final Bucket bucket;
    private final S3Staging staging;
    private final FolderStaging folderStaging;
    private final Publisher publishing;
    private final Intents intents;
    private final Clock clock;
    private final UnaryOperator<String> redact;

    /** A drop for results that are staged in the bucket, or in a folder where a step of the engineer's own has seen them. */
    public S3Drop(
            Settings settings,
            Bucket bucket,
            S3Staging staging,
            FolderStaging folderStaging,
            Intents intents,
            Clock clock) {
        this.bucket = bucket;
        this.staging = staging;
        this.folderStaging = folderStaging;
        this.publishing = new Publisher(bucket, staging, intents);
        this.intents = intents;
        this.clock = clock;
        this.redact = settings::redact;
    }

    /**
     * Publishes all results of a job, then its manifest.
     *
     * @throws io.jobdrop.job.ClaimLost when the job's claim is not valid any more
     * @throws GiveUp when an object of other content stands under one of the keys
     * @throws RetryLater when the store fails
     */
    public Delivery publish(
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @Body List<StagedResult> results)
            throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        intents.write(job, results.stream().map(StagedResult::intent).toList());
        for (StagedResult staged : results) {
            StagedResult published = publishing.publish(job, staged);
            String name = staged.path().substring(staged.path().lastIndexOf('/') + 1);
            String location = bucket.location(bucket.key(staged.path()));
            entries.add(new Manifest.Entry(
                    published, new DeliveredFile(name, published.bytes(), published.sha256(), location)));
        }
        intents.confirm(job);
        byte[] content = putManifest(job, bucket.key(names.manifest()), entries);
        return delivered(job, bucket.location(bucket.key(names.manifest())), entries, content);
    }

    private byte[] putManifest(Job job, String key, List<Manifest.Entry> entries) throws IOException {
        byte[] json =
                Manifest.write(job, entries, Objects.requireNonNull(job.claim()).attempt(), clock.instant(), redact);
        String step = "the put";
        try {
            try {
                bucket.put(key, json, new ObjectHeaders("application/json", null, null, ObjectHeaders.ofJob(job)));
                return json;
            } catch (SdkException e) {
                if (!S3Errors.isThere(e)) {
                    throw e;
                }
                step = "the get";
                return there(job, key, entries);
            }
        } catch (SdkException e) {
            throw S3Errors.failure(step, bucket.location(key), e);
        }
    }

    private byte[] there(Job job, String key, List<Manifest.Entry> entries) throws IOException {
        try (InputStream there = bucket.read(key)) {
            if (there == null) {
                throw new RetryLater(bucket.location(key) + " was there and is gone; it is tried again");
            }
            byte[] json = there.readNBytes(Manifest.MOST_BYTES);
            if (!Manifest.agrees(json, job, entries)) {
                throw new GiveUp("another manifest already stands at " + bucket.location(key)
                        + "; it was not replaced. Move it away, then use jobdrop retry");
            }
            LOG.info("{}: its manifest was already there", job);
            return json;
        }
    }

    private Delivery delivered(Job job, String manifest, List<Manifest.Entry> entries, byte[] content) {
        staging.delivered(job);
        folderStaging.clear(job);
        List<DeliveredFile> files =
                entries.stream().map(Manifest.Entry::delivered).toList();
        long bytes = files.stream().mapToLong(DeliveredFile::bytes).sum();
        LOG.info("{} delivered: {} files, {} bytes, manifest {}", job, files.size(), bytes, manifest);
        return new Delivery(manifest, files, new String(content, StandardCharsets.UTF_8));
    }
}
