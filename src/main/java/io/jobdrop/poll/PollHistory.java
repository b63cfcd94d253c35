package io.jobdrop.poll;

import io.jobdrop.metrics.Meters;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.PollTurns;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the last polls of each feed went, since this process runs. */
final class PollHistory {
    private static final Logger LOG = LoggerFactory.getLogger(PollHistory.class);

    private final Meters meters;
    private final JobLedger ledger;
    private final Stop stop;
    private final Map<String, Poll> last = new ConcurrentHashMap<>();
    private final Map<String, Instant> well = new ConcurrentHashMap<>();

    /** A history whose polls are counted, and noted in the ledger for others who want to know. */
    PollHistory(Meters meters, JobLedger ledger, Stop stop) {
        this.meters = meters;
        this.ledger = ledger;
        this.stop = stop;
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
        tell(poll);
    }

    // A poll that ends since Jobdrop stops is no news. A ledger that cannot be written fails no poll here.
    private void tell(Poll poll) {
        try {
            if (!stop.isRequested()) {
                ledger.polled(poll.feed(), poll.error());
            }
        } catch (RuntimeException e) {
            LOG.warn("{}: nobody is notified of how its poll ended: {}", poll.feed(), e.getMessage());
        }
    }

    /** Takes note of a poll of any node. */
    void heard(PollTurns.State state) {
        Poll known = last.get(state.feed());
        if (known == null || known.startedAt() <= state.startedAt()) {
            last.put(
                    state.feed(),
                    new Poll(state.feed(), state.startedAt(), state.ended(), state.error(), state.passing()));
        }
        if (state.wellAt() > 0) {
            well.merge(
                    state.feed(),
                    Instant.ofEpochMilli(state.wellAt()),
                    (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /** What others are told of a poll that has ended. */
    PollTurns.State state(Poll poll) {
        long wellAt = lastWell(poll.feed()).map(Instant::toEpochMilli).orElse(0L);
        return new PollTurns.State(poll.feed(), poll.startedAt(), poll.ended(), wellAt, poll.error(), poll.passing());
    }

    Optional<Poll> last(String feed) {
        return Optional.ofNullable(last.get(feed));
    }

    Optional<Instant> lastWell(String feed) {
        return Optional.ofNullable(well.get(feed));
    }
}
