package io.jobdrop.poll;

import io.jobdrop.metrics.Meters;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How the last polls of each feed went, since this process runs. */
final class PollHistory {
    private final Meters meters;
    private final Map<String, Poll> last = new ConcurrentHashMap<>();
    private final Map<String, Instant> well = new ConcurrentHashMap<>();

    /** A history whose polls are counted too. */
    PollHistory(Meters meters) {
        this.meters = meters;
    }

    void began(String feed, long now) {
        last.compute(feed, (key, before) -> new Poll(feed, now, false, before == null ? null : before.error(), false));
    }

    /** Takes note of a poll's end; {@code running} is null for one that did not begin. */
    void ended(Poll poll, @Nullable RunningPoll running) {
        last.put(poll.feed(), poll);
        if (poll.error() == null) {
            well.put(poll.feed(), Instant.ofEpochMilli(poll.startedAt()));
        }
        meters.polled(
                poll.feed(),
                poll.error() == null,
                running == null ? Duration.ZERO : running.took(),
                running == null ? 0 : running.pages());
    }

    Optional<Poll> last(String feed) {
        return Optional.ofNullable(last.get(feed));
    }

    Optional<Instant> lastWell(String feed) {
        return Optional.ofNullable(well.get(feed));
    }
}
