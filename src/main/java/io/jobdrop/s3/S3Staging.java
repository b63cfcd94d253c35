package io.jobdrop.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.Claim;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.record.Upload;
import io.jobdrop.record.Uploads;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.DaemonThreads;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Staging;
import java.io.InputStream;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Staging in the bucket itself: a multipart upload is seen by nobody until it is completed. The ledger knows its parts
 * and what is known of the result, so that another process goes on with it. What fits into one part together with the
 * other small results of its job waits in memory, and is downloaded anew when its attempt fails.
 */
public final class S3Staging implements Staging, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Bucket bucket;
    private final Uploads uploads;
    private final Clock clock;
    private final Progress progress;
    private final Limits limits;
    private final PartBuffers buffers;
    private final AbandonedUploads deadUploads;
    private final ExecutorService senders;
    private final Map<String, S3Result> receiving = new ConcurrentHashMap<>();

    /**
     * How much a staging takes.
     *
     * @param maxSize a longer result is refused, in bytes
     * @param partSize how large parts are, in bytes
     * @param parallel how many parts of a result may be in memory
     */
    public record Limits(long maxSize, int partSize, int parallel) {}

    public S3Staging(Bucket bucket, Uploads uploads, Clock clock, Progress progress, Limits limits) {
        this.bucket = bucket;
        this.uploads = uploads;
        this.clock = clock;
        this.progress = progress;
        this.limits = limits;
        this.buffers = new PartBuffers(limits.partSize());
        this.deadUploads = new AbandonedUploads(bucket, uploads);
        this.senders = DaemonThreads.named("jobdrop-s3-part");
    }

    @Override
    public Optional<Checkpoint> checkpoint(Job job, int index) {
        S3Result now = receiving.get(id(job, index));
        if (now != null) {
            return Optional.of(now.known());
        }
        takeOver(job);
        return live(job, index).map(upload -> {
            Checkpoint known = checkpoint(upload);
            return known.sha256() == null ? known.at(upload.bytes()) : known;
        });
    }

    // What an earlier claim has sent is gone on with only when that claim has ended: it could send other parts.
    private void takeOver(Job job) {
        Claim claim = job.claim();
        if (claim == null || !claim.resumes()) {
            return;
        }
        if (ofJob(job).anyMatch(upload -> !upload.dead() && upload.fence() < claim.fence())) {
            uploads.takeOver(job.feed(), job.id(), claim.fence());
        }
    }

    private Optional<Upload> live(Job job, int index) {
        return uploads.live(job.feed(), job.id(), index, fence(job))
                .filter(upload -> upload.bucket().equals(bucket.name())
                        && upload.key().equals(bucket.key(checkpoint(upload).target())));
    }

    @Override
    public Optional<Stored> whole(Job job, int index, Checkpoint checkpoint) {
        String sha256 = checkpoint.sha256() == null ? "" : checkpoint.sha256();
        return live(job, index)
                .filter(upload -> upload.bytes() == checkpoint.total())
                .map(upload -> new Stored(null, upload.bytes(), sha256));
    }

    @Override
    public Stored store(Job job, int index, InputStream body, Checkpoint from) throws BrokenOff {
        refuseAbove(from.total());
        String id = id(job, index);
        S3Result now = receiving.get(id);
        if (now == null || from.flushed() == 0 || !now.isAt(from.flushed())) {
            now = begin(job, index, from);
        }
        now.learn(from);
        try (Progress.Transfer transfer = progress.begin(job + " result " + index, from.total())) {
            int mostSmall = Math.max(0, limits.partSize() - small(job));
            String sha256 = now.receive(body, transfer, mostSmall);
            return new Stored(null, now.position(), sha256);
        } catch (RuntimeException e) {
            receiving.remove(id);
            now.close();
            throw e;
        }
    }

    private S3Result begin(Job job, int index, Checkpoint from) {
        Upload earlier = null;
        if (from.flushed() == 0) {
            discard(job, index);
        } else {
            leave(job, index);
            earlier = live(job, index)
                    .filter(upload -> upload.bytes() == from.flushed())
                    .orElseThrow(() -> new IllegalStateException(job + ": there is nothing to go on from"));
        }
        S3Result begun = new S3Result(this, job, index, from, earlier);
        receiving.put(id(job, index), begun);
        return begun;
    }

    // The small results of a job that wait in memory.
    private int small(Job job) {
        return receiving.values().stream()
                .filter(other -> other.isOf(job))
                .mapToInt(S3Result::smallBytes)
                .sum();
    }

    /** The content of a result that waits in memory; null when it went in parts. */
    byte @Nullable [] small(Job job, int index) {
        S3Result now = receiving.get(id(job, index));
        return now == null ? null : now.small();
    }

    /** The upload whose parts a result is. */
    Optional<Upload> upload(Job job, int index) {
        return live(job, index);
    }

    /** Forgets what a delivered job has stored: there is nothing left to abort. */
    void delivered(Job job) {
        leave(job);
        ofJob(job).filter(upload -> !upload.dead()).forEach(upload -> {
            if (upload.fence() == fence(job)) {
                uploads.forget(upload.id());
            } else {
                deadUploads.abort(upload);
            }
        });
    }

    // The uploads of a job that are its claim's, or those of earlier claims; of a later claim nobody touches any.
    private Stream<Upload> ofJob(Job job) {
        return uploads.ofJob(job.feed(), job.id()).stream()
                .filter(upload -> job.claim() == null || upload.fence() <= fence(job));
    }

    static long fence(Job job) {
        Claim claim = job.claim();
        return claim == null ? 0 : claim.fence();
    }

    void refuseAbove(long bytes) {
        if (bytes > limits.maxSize()) {
            throw new GiveUp("a result is larger than jobdrop.download.max-size (" + limits.maxSize()
                    + " bytes); nothing was delivered. Raise the setting, then use jobdrop retry");
        }
    }

    @Override
    public void save(Job job, int index, Checkpoint checkpoint) {
        S3Result now = receiving.get(id(job, index));
        if (now != null) {
            now.learn(checkpoint);
        }
        live(job, index).ifPresent(upload -> uploads.save(upload, json(checkpoint)));
    }

    @Override
    public void discard(Job job, int index) {
        leave(job, index);
        ofJob(job).filter(upload -> upload.position() == index).forEach(deadUploads::abort);
    }

    @Override
    public long staged(Job job) {
        return ofJob(job)
                .filter(upload -> !upload.dead())
                .mapToLong(Upload::bytes)
                .sum();
    }

    @Override
    public void leave(Job job) {
        receiving.values().stream().filter(now -> now.isOf(job)).forEach(now -> leave(job, now.index()));
    }

    private void leave(Job job, int index) {
        S3Result now = receiving.remove(id(job, index));
        if (now != null) {
            now.close();
        }
    }

    @Override
    public void clear(Job job) {
        leave(job);
        ofJob(job).forEach(deadUploads::abort);
    }

    @Override
    public void retainOnly(String feed, Collection<String> ids) {
        for (Upload upload : uploads.ofFeed(feed)) {
            boolean unanswered = upload.uploadId() == null && !uploads.isInFlight(upload);
            if (upload.dead() || unanswered || !ids.contains(upload.jobId())) {
                deadUploads.abort(upload);
            }
        }
    }

    @Override
    public void cleanUp(String feed) {
        uploads.ofFeed(feed).stream().filter(Upload::dead).forEach(deadUploads::abort);
    }

    Bucket bucket() {
        return bucket;
    }

    Uploads uploads() {
        return uploads;
    }

    Limits limits() {
        return limits;
    }

    PartBuffers buffers() {
        return buffers;
    }

    Clock clock() {
        return clock;
    }

    Future<?> submit(Runnable work) {
        return senders.submit(work);
    }

    @Override
    public void close() {
        senders.shutdown();
        receiving.clear();
        buffers.clear();
        bucket.close();
    }

    private static String id(Job job, int index) {
        return job.feed() + "/" + fence(job) + "/" + index + "/" + job.id();
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
