package io.jobdrop.record;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.JobState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a job.
 *
 * @param attempts how often its delivery was begun
 * @param manifest where the manifest of a delivered job is: an absolute path, or an address with a scheme
 */
public record LedgerEntry(
        String feed,
        String jobId,
        Standing standing,
        int attempts,
        Times times,
        @Nullable String manifest,
        List<DeliveredFile> files) {
    /**
     * What became of a job so far.
     *
     * @param status the vendor's own word
     * @param error why it is where it is
     * @param node the process that has it in delivery
     */
    public record Standing(
            JobState state,
            @Nullable String status,
            @Nullable String error,
            @Nullable String node) {}

    /**
     * When something happened to a job, or will.
     *
     * @param undeliveredSince since when it waits to be delivered: it is due, in delivery, held or given up
     * @param missingSince since when the vendor's list does not show an unfinished job that it showed before
     * @param nextAttemptAt when it is tried next, for a job that waits after a failure
     */
    public record Times(
            Instant firstSeenAt,
            @Nullable Instant undeliveredSince,
            @Nullable Instant missingSince,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant deliveredAt) {}

    /** The same job with these files. */
    LedgerEntry with(List<DeliveredFile> delivered) {
        return new LedgerEntry(feed, jobId, standing, attempts, times, manifest, delivered);
    }

    public JobState state() {
        return standing.state();
    }

    /** The vendor's own word. */
    public @Nullable String status() {
        return standing.status();
    }

    /** Why it is where it is. */
    public @Nullable String error() {
        return standing.error();
    }

    /** The process that has it in delivery; null when none has. */
    public @Nullable String node() {
        return standing.node();
    }

    public Instant firstSeenAt() {
        return times.firstSeenAt();
    }

    /** Since when it waits to be delivered: it is due, in delivery, held or given up. */
    public @Nullable Instant undeliveredSince() {
        return times.undeliveredSince();
    }

    /** Since when the vendor's list does not show an unfinished job that it showed before. */
    public @Nullable Instant missingSince() {
        return times.missingSince();
    }

    /** When it is tried next, for a job that waits after a failure. */
    public @Nullable Instant nextAttemptAt() {
        return times.nextAttemptAt();
    }

    public @Nullable Instant deliveredAt() {
        return times.deliveredAt();
    }
}
