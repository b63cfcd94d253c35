package io.jobdrop.page;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the entries of a list, as they come, are in the order newest first: every one dated, none younger than the one before. */
final class NewestFirst {
    private @Nullable Instant newest;
    private @Nullable Instant last;
    private boolean refuted;

    void add(Optional<Instant> createdAt) {
        Instant before = last;
        refuted |= createdAt.isEmpty() || (before != null && createdAt.get().isAfter(before));
        last = createdAt.orElse(before);
        newest = newest == null ? last : newest;
    }

    /** Lets the next entry be younger than the last one, since the scan goes back to an earlier page. */
    void goBack() {
        last = null;
    }

    /** Whether they are: times that are all the same show nothing. */
    boolean isShown() {
        return !refuted && newest != null && last != null && newest.isAfter(last);
    }
}
