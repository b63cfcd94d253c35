package io.jobdrop.job;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What others can be told of; the words of {@code jobdrop.notify.events}. */
public enum EventType {
    DELIVERED,
    EMPTY,
    FAILED,
    HELD,
    GAVE_UP,
    /** A poll failed after one that went well, or for another reason than the one before. */
    POLL_FAILED,
    /** A poll went well after one that failed. */
    POLL_RECOVERED;

    private static final String POLL = "poll-";

    /** The word as users type it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type of a CloudEvent that tells of it; a number at its end says which fields its data has. */
    public String type() {
        boolean poll = word().startsWith(POLL);
        return "io.jobdrop." + (poll ? "poll." + word().substring(POLL.length()) : "job." + word()) + ".v1";
    }

    /** All words. */
    public static List<String> words() {
        return Arrays.stream(values()).map(EventType::word).toList();
    }

    /** The event of this word; empty when there is none. */
    public static Optional<EventType> of(String word) {
        return Arrays.stream(values())
                .filter(event -> event.word().equals(word))
                .findFirst();
    }

    /** The event of a job that comes to a state; empty when nobody is told of that state. */
    public static Optional<EventType> of(JobState state) {
        return of(state.word());
    }
}
