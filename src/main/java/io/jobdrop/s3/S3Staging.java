package io.jobdrop.s3;

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
import org.jspecify.annotations.Nullable;

/**
 * Staging in the bucket itself: a multipart upload is seen by nobody until it is completed. The ledger knows its parts
 * and what is known of the result, so that another process resumes it: see {@link ClaimedUploads}. What fits into one
 * part together with the other small results of its job waits in memory, and is downloaded again when its attempt fails.
 */
public final class S3Staging implements Staging, AutoCloseable {
    private final Bucket bucket;
    private final Uploads uploads;
    private final Clock clock;
    private final Progress progress;
    private final Limits limits;
    private final PartBuffers buffers;
    private final ClaimedUploads claimed;
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
        this.claimed = new ClaimedUploads(bucket, uploads);
        this.senders = DaemonThreads.named("jobdrop-s3-part");
    }

    @Override
    public Optional<Checkpoint> checkpoint(Job job, int index) {
        S3Result now = receiving.get(id(job, index));
        if (now != null) {
            return Optional.of(now.known());
        }
        return claimed.checkpoint(job, index);
    }

    @Override
    public Optional<Stored> whole(Job job, int index, Checkpoint checkpoint) {
        String sha256 = checkpoint.sha256() == null ? "" : checkpoint.sha256();
        return claimed.live(job, index)
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
        now.update(from);
        try (Progress.Transfer transfer = progress.begin(job + " result " + index, from.flushed(), from.total())) {
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
            earlier = claimed.live(job, index)
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
        return claimed.live(job, index);
    }

    /** Forgets what a delivered job has stored: there is nothing left to abort. */
    void delivered(Job job) {
        leave(job);
        claimed.delivered(job);
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
            now.update(checkpoint);
        }
        claimed.save(job, index, checkpoint);
    }

    @Override
    public void discard(Job job, int index) {
        leave(job, index);
        claimed.abort(job, index);
    }

    @Override
    public long staged(Job job) {
        return claimed.bytes(job);
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
    public void giveBack(Job job) {
        // Nothing is on this machine.
    }

    @Override
    public void clear(Job job) {
        leave(job);
        claimed.abort(job);
    }

    @Override
    public void retainOnly(String feed, Collection<String> ids) {
        claimed.retainOnly(feed, ids);
    }

    @Override
    public void cleanUp(String feed) {
        claimed.abortDead(feed);
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
        return job.feed() + "/" + ClaimedUploads.fence(job) + "/" + index + "/" + job.id();
    }
}
