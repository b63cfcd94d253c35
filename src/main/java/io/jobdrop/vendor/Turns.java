package io.jobdrop.vendor;

import java.util.Optional;

/** The turns that an account's rate allows, one for each request. Nothing here blocks: a gate asks within its monitor. */
interface Turns {
    /**
     * Takes the next turn if it is due.
     *
     * @param wanted how many requests would go now
     * @param arrived runs when it is worth asking again earlier
     * @return zero or less when it is taken; else in how many nanoseconds it is worth asking again
     */
    long take(int wanted, Runnable arrived);

    /** Since when nobody has answered who gives the turns, and why; empty while there is an answer. */
    default Optional<Silence> silence() {
        return Optional.empty();
    }

    /**
     * No answer for a turn.
     *
     * @param since in nanoseconds of {@link System#nanoTime()}
     * @param reason in words for operators, without secrets
     */
    record Silence(long since, String reason) {}
}
