package io.jobdrop.job;

import java.util.Locale;

/** What became of a job; the words of the ledger and of {@code jobdrop jobs}. */
public enum JobState {
    /** The vendor works on it, or nobody has looked at it yet. */
    OPEN,
    /** Completed, and not delivered yet: it is tried at its next attempt. */
    DUE,
    /** A worker has it, as long as its lease lasts. */
    DELIVERING,
    /** Its files and its manifest are in the drop. */
    DELIVERED,
    /** Completed, and there is no file to deliver. */
    EMPTY,
    /** The vendor says that it failed. */
    FAILED,
    /** The vendor's answer is not understood or not acceptable; the next poll checks it again at each poll. */
    HELD,
    /** Its retries are spent; {@code jobdrop retry} makes it due again. */
    GAVE_UP,
    /** Somebody took it off the list of what is wrong; polls leave it alone until {@code jobdrop retry}. */
    DISMISSED;

    /** The word as users see and type it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The state of this word, or an exception that lists the words. */
    public static JobState of(String word) {
        for (JobState state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "'" + word + "' is no state; there is open, due, delivering, delivered, empty, failed, held, gave-up,"
                        + " dismissed");
    }

    /** Whether polls leave the job alone. */
    public boolean isFinal() {
        return this == DELIVERED || this == EMPTY || this == FAILED || this == GAVE_UP || this == DISMISSED;
    }

    /** Whether somebody should look: {@code run --once} then exits with 1. */
    public boolean isUndelivered() {
        return this == DUE || this == DELIVERING || this == HELD || this == GAVE_UP;
    }
}
