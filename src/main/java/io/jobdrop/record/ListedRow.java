package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of a job that a page shows. */
record ListedRow(
        String id,
        boolean known,
        boolean offerable,
        boolean finished,
        boolean delivered,
        @Nullable Integer page,
        boolean missing,
        @Nullable String said,
        @Nullable String completedAt) {
    static ListedRow unseen(String id) {
        return new ListedRow(id, false, true, false, false, null, false, null, null);
    }

    /** Whether the page says of a job that is over that it is completed, as the ledger has not heard it before. */
    boolean isToldAnew(@Nullable Job job) {
        Statement now = job == null ? null : job.listed().said();
        return finished
                && !delivered
                && now != null
                && now.isCompleted()
                && !now.text().equals(said);
    }

    /** Whether the ledger knows already that this page shows it. */
    boolean isPlacedOn(int number) {
        return !missing && Integer.valueOf(number).equals(page);
    }

    /** The time at which the vendor completed it, if it is another than the one that was heard before. */
    Optional<String> completedAnew(@Nullable Job job) {
        Statement now = job == null ? null : job.listed().said();
        return now == null || !delivered || now.completedAt().isEmpty()
                ? Optional.empty()
                : Optional.of(now.completedAt()).filter(at -> !at.equals(completedAt));
    }
}
