package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.VendorTime;
import java.time.DateTimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a job that a page shows.
 *
 * @param page the page that shows it; null when no page did, or the last scan did not find it
 * @param said the list's last statement about it; null when none was heard
 * @param completedAt when the vendor completed it, the latest time that was heard; null when none was
 * @param revision a hash of its revision, as it was heard last; null when it has none
 */
record ListedRow(
        String id,
        Standing standing,
        @Nullable Integer page,
        @Nullable String said,
        @Nullable String completedAt,
        @Nullable String revision) {
    /** What is to be done for a job. */
    enum Standing {
        /** The ledger sees it for the first time. */
        UNSEEN,
        /** Somebody should look at it now. */
        OFFERABLE,
        /** It is in flight, or waits for its next attempt. */
        WAITING,
        /** Nothing, unless people ask for it. */
        OVER,
        /** Nothing, whatever the list says of it. */
        DISMISSED,
        DELIVERED
    }

    static ListedRow unseen(String id) {
        return new ListedRow(id, Standing.UNSEEN, null, null, null, null);
    }

    boolean isKnown() {
        return standing != Standing.UNSEEN;
    }

    boolean isOfferable() {
        return standing == Standing.UNSEEN || standing == Standing.OFFERABLE;
    }

    boolean isFinished() {
        return standing == Standing.OVER || standing == Standing.DISMISSED || standing == Standing.DELIVERED;
    }

    /** Whether the page says of a job that is over that it is completed, as the ledger has not heard it before. */
    boolean isToldAnew(@Nullable Job job) {
        Statement now = job == null ? null : job.listed().said();
        return standing == Standing.OVER
                && now != null
                && now.isCompleted()
                && !now.text().equals(said);
    }

    /**
     * Whether the page shows a revision that the ledger has not heard before. That of a delivered job counts once it is
     * completed.
     */
    boolean isRevised(@Nullable Job job) {
        Statement now = job == null ? null : job.listed().said();
        return now != null
                && !now.revision().isEmpty()
                && !now.revision().equals(revision)
                && (standing != Standing.DELIVERED || revision == null || now.isCompleted());
    }

    /** The same row once its job's new revision is noted: what was delivered is to be delivered again. */
    ListedRow revised() {
        boolean again = standing == Standing.DELIVERED && revision != null;
        return again ? new ListedRow(id, Standing.OFFERABLE, page, said, completedAt, revision) : this;
    }

    /** Whether the ledger knows already that this page shows it. */
    boolean isPlacedOn(int number) {
        return Integer.valueOf(number).equals(page);
    }

    /** The time at which the vendor completed it, if it is later than the latest that was heard before. */
    Optional<String> completedAnew(@Nullable Job job) {
        Statement now = job == null ? null : job.listed().said();
        return now == null
                        || standing != Standing.DELIVERED
                        || now.completedAt().isEmpty()
                ? Optional.empty()
                : Optional.of(now.completedAt()).filter(this::isLater);
    }

    // A list that changes between two times would be news with each poll.
    private boolean isLater(String at) {
        if (completedAt == null || completedAt.isEmpty()) {
            return true;
        }
        try {
            return VendorTime.parse(at).isAfter(VendorTime.parse(completedAt));
        } catch (DateTimeException e) {
            return !at.equals(completedAt);
        }
    }
}
