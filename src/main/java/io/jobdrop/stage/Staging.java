package io.jobdrop.stage;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where results lie until they are whole and all of their job are: a reader of the destination does not see them. What
 * a failed attempt leaves is kept for the next one, with what is known of it.
 */
public interface Staging {
    /**
     * The length and hash of what was stored.
     *
     * @param file where it lies; null when that is not on this machine
     * @param sha256 in hexadecimal; empty when an earlier process has stored a part of it, and it is to be read back
     */
    record Stored(@Nullable Path file, long bytes, String sha256) {}

    /** A body that ended before its time. What came is kept. */
    final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;

        public BrokenOff(long bytes, IOException cause) {
            super("the download broke off after " + bytes + " bytes: " + cause.getMessage(), cause);
        }
    }

    /** Staged bytes that are not those that were staged: somebody has changed them since. */
    final class Altered extends IOException {
        private static final long serialVersionUID = 1L;

        public Altered(long bytes) {
            super("the first " + bytes + " bytes that an earlier request staged were altered since");
        }
    }

    /** What an earlier request or attempt left of a result; empty when there is nothing to go on from. */
    Optional<Checkpoint> checkpoint(Job job, int index);

    /** A result that was stored to its end by an earlier attempt; empty when it is not what it was. */
    Optional<Stored> whole(Job job, int index, Checkpoint checkpoint);

    /**
     * Copies a body behind the bytes that are stored already.
     *
     * @param from what is known of the result, and how many bytes of it are stored; what lies behind them is cut off
     * @throws BrokenOff when the body ends with an error, or before the length that is known
     * @throws Altered when the bytes that are stored already are not what they were
     * @throws JobFailure when it is too large or cannot be stored
     */
    Stored store(Job job, int index, InputStream body, Checkpoint from) throws BrokenOff, Altered;

    /** Keeps what is known of a stored result. A crash leaves the old or the new knowledge. */
    void save(Job job, int index, Checkpoint checkpoint);

    /** Forgets what is stored of one result. */
    void discard(Job job, int index);

    /** How many bytes of a job's results the next attempt need not ask for again. */
    long staged(Job job);

    /** Lets go what an attempt that ended without a delivery holds in memory. */
    default void leave(Job job) {}

    /**
     * Makes sure that the rest of a result would fit now, before it is asked for.
     *
     * @param there how many of its {@code total} bytes are staged
     * @throws JobFailure when it does not
     */
    default void admit(Job job, long total, long there) {}

    /** Gives the room on this machine back that a job takes which waits for more. */
    default void giveBack(Job job) {
        clear(job);
    }

    /** Removes what a job has stored: it is delivered, or its next attempt is to begin anew. */
    void clear(Job job);

    /**
     * At a start: takes over what dead processes have left of a feed, and removes what belongs to other jobs than these.
     * What living processes stage is left alone.
     */
    void retainOnly(String feed, Collection<String> ids);

    /** Removes what could not be removed before. Nothing of the feed may be in flight in this process. */
    default void cleanUp(String feed) {}
}
