package io.jobdrop.poll;

import io.jobdrop.record.PollTurns;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of this process among those of all nodes. What the ledger knows of a feed's polls goes into the scans and the
 * history when a turn begins, and back when it ends.
 */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private static final Duration COURTESY = Duration.ofSeconds(1);
    private static final Duration MEMORY = Duration.ofSeconds(30);

    private final PollTurns turns;
    private final Map<String, Long> failed = new ConcurrentHashMap<>();
    private final Scans scans;
    private final PollHistory history;
    private final Stop stop;

    Turns(PollTurns turns, Scans scans, PollHistory history, Stop stop) {
        this.turns = turns;
        this.scans = scans;
        this.history = history;
        this.stop = stop;
    }

    /** Whether this node polls a feed now, and no other. */
    boolean take(String feed, Exchange exchange, boolean fired) throws InterruptedException {
        Long failedAt = failed.get(feed);
        if (failedAt != null && System.nanoTime() - failedAt < MEMORY.toNanos()) {
            stop.await(COURTESY);
        }
        Long time = exchange.getMessage().getHeader("scheduledFireTime", Long.class);
        OptionalLong firedFor = fired && time != null ? OptionalLong.of(time) : OptionalLong.empty();
        PollTurns.Trust trust = turns.take(feed, firedFor).orElse(null);
        if (trust == PollTurns.Trust.TRUSTED) {
            scans.trust(feed);
        } else if (trust == PollTurns.Trust.UNTRUSTED) {
            scans.failed(feed);
        }
        return trust != null;
    }

    boolean isLost(String feed) {
        return turns.isLost(feed);
    }

    /**
     * Takes note of how a poll of this node went. After one that failed it lets the others try first: what fails may be its
     * own network.
     */
    private void remember(Poll poll) {
        if (poll.error() == null || turns == PollTurns.ALONE) {
            failed.remove(poll.feed());
        } else {
            failed.put(poll.feed(), System.nanoTime());
        }
    }

    /** Ends a turn. A poll that a stop has cut short is made by another node. */
    void end(Poll poll) {
        remember(poll);
        try {
            if (stop.isRequested()) {
                turns.giveBack(poll.feed());
            } else {
                turns.end(history.state(poll), scans.isTrusted(poll.feed()));
            }
        } catch (RuntimeException e) {
            LOG.debug("{}: how its poll ended could not be written; another node polls it again", poll.feed(), e);
        }
    }

    void want(String feed, boolean first) {
        turns.want(feed, first);
    }

    List<String> wanted() {
        return turns.wanted();
    }

    /** Hears of the polls of all nodes. */
    void hear() {
        turns.news().forEach(history::heard);
    }
}
