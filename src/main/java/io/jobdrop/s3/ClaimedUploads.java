package io.jobdrop.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.record.Upload;
import io.jobdrop.record.Uploads;
import io.jobdrop.stage.Checkpoint;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The multipart uploads of jobs as the claim of a job may use them: it resumes its own and those that it took over from a
 * claim that has ended, and aborts what nobody resumes. It touches no upload of a later claim.
 */
final class ClaimedUploads {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Bucket bucket;
    private final Uploads uploads;
    private final AbandonedUploads abandoned;

    ClaimedUploads(Bucket bucket, Uploads uploads) {
        this.bucket = bucket;
        this.uploads = uploads;
        this.abandoned = new AbandonedUploads(bucket, uploads);
    }

    /** The fence of a job's claim; 0 when nobody has claimed it. */
    static long fence(Job job) {
        Claim claim = job.claim();
        return claim == null ? 0 : claim.fence();
    }

    /** What is known of a result that was uploaded in part; empty when there is nothing to resume. */
    Optional<Checkpoint> checkpoint(Job job, int index) {
        takeOver(job);
        return live(job, index).map(upload -> {
            Checkpoint known = checkpoint(upload);
            return known.sha256() == null ? known.at(upload.bytes()) : known;
        });
    }

    // An earlier claim that has not ended could send other parts.
    private void takeOver(Job job) {
        Claim claim = job.claim();
        if (claim == null || !claim.resumes()) {
            return;
        }
        if (ofJob(job).anyMatch(upload -> !upload.dead() && upload.owner().fence() < claim.fence())) {
            uploads.takeOver(job.feed(), job.id(), claim.fence());
        }
    }

    /** The upload with which the claim resumes a result. */
    Optional<Upload> live(Job job, int index) {
        return uploads.live(job.feed(), job.id(), index, fence(job))
                .filter(upload -> upload.target().bucket().equals(bucket.name())
                        && upload.target()
                                .key()
                                .equals(bucket.key(checkpoint(upload).target())));
    }

    /** How many bytes of a job's results the store has. */
    long bytes(Job job) {
        return ofJob(job)
                .filter(upload -> !upload.dead())
                .mapToLong(Upload::bytes)
                .sum();
    }

    /** Keeps what is known of a result beside its upload. */
    void save(Job job, int index, Checkpoint checkpoint) {
        live(job, index).ifPresent(upload -> uploads.save(upload, json(checkpoint)));
    }

    /** Forgets the uploads that a delivery has completed, and aborts those of earlier claims. */
    void delivered(Job job) {
        ofJob(job).filter(upload -> !upload.dead()).forEach(upload -> {
            if (upload.owner().fence() == fence(job)) {
                uploads.forget(upload.id());
            } else {
                abandoned.abort(upload);
            }
        });
    }

    void abort(Job job, int index) {
        ofJob(job).filter(upload -> upload.owner().position() == index).forEach(abandoned::abort);
    }

    void abort(Job job) {
        ofJob(job).forEach(abandoned::abort);
    }

    /** Aborts a feed's uploads for other jobs than these, and those of which the store's id is unknown. */
    void retainOnly(String feed, Collection<String> ids) {
        for (Upload upload : uploads.ofFeed(feed)) {
            boolean begun = ids.contains(upload.owner().jobId())
                    && (upload.target().uploadId() != null || uploads.isInFlight(upload));
            if (upload.dead() || (!begun && !uploads.isAnothers(upload))) {
                abandoned.abort(upload);
            }
        }
    }

    /** Aborts what could not be aborted before. */
    void abortDead(String feed) {
        uploads.ofFeed(feed).stream().filter(Upload::dead).forEach(abandoned::abort);
    }

    private Stream<Upload> ofJob(Job job) {
        return uploads.ofJob(job.feed(), job.id()).stream()
                .filter(upload -> job.claim() == null || upload.owner().fence() <= fence(job));
    }

    static String json(Checkpoint checkpoint) {
        try {
            return JSON.writeValueAsString(checkpoint);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checkpoint is always JSON", e);
        }
    }

    private static Checkpoint checkpoint(Upload upload) {
        try {
            return JSON.readValue(upload.checkpoint(), Checkpoint.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger's upload " + upload.id() + " cannot be read", e);
        }
    }
}
