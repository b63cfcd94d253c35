package io.jobdrop.record;

import io.jobdrop.job.EventType;
import java.time.Instant;

/**
 * Something that others are to be told.
 *
 * @param number the order in which it happened
 * @param id the same at each repetition
 * @param jobId empty for an event of a poll
 * @param data JSON without secrets
 * @param tries how often it could not be sent
 */
public record Notice(long number, String id, String feed, String jobId, Event event, String data, int tries) {
    /** What happened, and when. */
    public record Event(EventType type, Instant time) {}

    /** What it tells of, for people. */
    @Override
    public String toString() {
        return feed
                + (jobId.isEmpty() ? " " : " job " + jobId + " ")
                + event.type().word();
    }
}
