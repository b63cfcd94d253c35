package io.jobdrop.record;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.JobState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a job.
 *
 * @param status the vendor's own word
 * @param attempts how often its delivery was begun
 * @param nextAttemptAt when it is tried next, for a job that waits after a failure
 * @param error why it is where it is
 * @param manifest where the manifest of a delivered job is: an absolute path, or a path below an endpoint
 * @param missingSince since when the vendor's list does not show an unfinished job that it showed before
 */
public record LedgerEntry(
        String feed,
        String jobId,
        JobState state,
        @Nullable String status,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String error,
        Instant firstSeenAt,
        @Nullable Instant deliveredAt,
        @Nullable String manifest,
        List<DeliveredFile> files,
        @Nullable Instant missingSince) {
    /** A job that the vendor's list shows, or never showed. */
    public LedgerEntry(
            String feed,
            String jobId,
            JobState state,
            @Nullable String status,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable String error,
            Instant firstSeenAt,
            @Nullable Instant deliveredAt,
            @Nullable String manifest,
            List<DeliveredFile> files) {
        this(
                feed,
                jobId,
                state,
                status,
                attempts,
                nextAttemptAt,
                error,
                firstSeenAt,
                deliveredAt,
                manifest,
                files,
                null);
    }
}
