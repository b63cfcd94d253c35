package io.jobdrop.metrics;

import io.jobdrop.job.JobState;
import java.time.Duration;
import java.util.Optional;

/**
 * Is told what happens, where it happens, to count it. Labels are feeds, vendors and fixed words: never a job id, a host
 * or a file name. What each method leads to stands in {@link RegisteredMeters}.
 */
public interface Meters {
    /** Nobody counts. */
    Meters NONE = new Meters() {};

    /** A job has come to a state. */
    default void moved(String feed, JobState to) {}

    /** An attempt to deliver a job has ended, with this outcome. */
    default void attempted(String feed, String outcome) {}

    /**
     * A job was delivered.
     *
     * @param took from the claim to the record
     * @param delay from the vendor's completion to the record; empty when the vendor does not say when that was
     */
    default void delivered(String feed, int files, long bytes, Duration took, Optional<Duration> delay) {}

    /** So many bytes of results have arrived, whatever became of them. */
    default void downloaded(String feed, long bytes) {}

    /**
     * A poll has ended.
     *
     * @param pages how many pages of the list were read
     */
    default void polled(String feed, boolean well, Duration took, int pages) {}

    /** A notification was sent, could not be sent, or was dropped: the outcome. */
    default void notified(String feed, String outcome, int times) {}

    /**
     * A request has been answered, or has failed.
     *
     * @param kind list, detail, result or token
     * @param status of the answer; 0 for none
     */
    default void requested(String vendor, String kind, int status, Duration took) {}

    /** Requests of a vendor's account have to wait for longer than they had to before, by so much. */
    default void paused(String vendor, String reason, Duration more) {}
}
