package io.jobdrop.stage;

import io.jobdrop.http.BlockStream;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Job;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A staging whose downloads end with {@link ClaimLost} soon after the job's claim was lost, for example since somebody
 * dismissed the job. A large result would be read for hours otherwise, and for nothing.
 *
 * @param staging takes the bytes
 * @param lost whether the claim of a job is known to be lost; asked before each block, so it must not take long
 */
public record ClaimedStaging(Staging staging, Predicate<Job> lost) implements Staging {
    @Override
    public Optional<Checkpoint> checkpoint(Job job, int index) {
        require(job);
        return staging.checkpoint(job, index);
    }

    @Override
    public Optional<Stored> whole(Job job, int index, Checkpoint checkpoint) {
        return staging.whole(job, index, checkpoint);
    }

    @Override
    public Stored store(Job job, int index, InputStream body, Checkpoint from) throws BrokenOff, Altered {
        return staging.store(job, index, new Claimed(body, job), from);
    }

    @Override
    public void save(Job job, int index, Checkpoint checkpoint) {
        staging.save(job, index, checkpoint);
    }

    @Override
    public void discard(Job job, int index) {
        staging.discard(job, index);
    }

    @Override
    public long staged(Job job) {
        return staging.staged(job);
    }

    @Override
    public void leave(Job job) {
        staging.leave(job);
    }

    @Override
    public void clear(Job job) {
        staging.clear(job);
    }

    @Override
    public void retainOnly(String feed, Collection<String> ids) {
        staging.retainOnly(feed, ids);
    }

    @Override
    public void cleanUp(String feed) {
        staging.cleanUp(feed);
    }

    private void require(Job job) {
        if (lost.test(job)) {
            throw new ClaimLost(job);
        }
    }

    private final class Claimed extends BlockStream {
        private final Job job;

        Claimed(InputStream body, Job job) {
            super(body);
            this.job = job;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            require(job);
            return super.read(into, offset, length);
        }
    }
}
