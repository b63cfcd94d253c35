package io.jobdrop.record;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt to deliver a job went, or several in a row that went the same way.
 *
 * @param startedAt when the first of them began
 * @param endedAt when the last of them ended
 * @param reason why the job was not delivered; null when it was
 * @param bytes how many were delivered, or are staged for the next attempt
 * @param node the process; null when it failed before one had claimed the job
 * @param times how many there were
 */
public record Attempt(
        Instant startedAt,
        Instant endedAt,
        Outcome outcome,
        @Nullable String reason,
        long bytes,
        @Nullable String node,
        int times) {
    /** How an attempt ends; the words of the ledger, of metrics and of {@code jobdrop jobs}. */
    public enum Outcome {
        DELIVERED,
        /** Delivered, with bytes that an earlier attempt had staged. */
        RESUMED,
        FAILED,
        /** The vendor wants to be left alone, or the result is not ready. */
        POSTPONED,
        /** Its process died, or stopped. */
        INTERRUPTED;

        /** The word as users see it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
