package io.jobdrop.poll;

import io.jobdrop.config.Settings;
import io.jobdrop.page.PageWalk;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerWatch;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When feeds are polled, and how their last poll went.
 *
 * <p>All polls of a feed run as one Quartz job that never overlaps itself: by its schedule, at the start, and when a
 * job's pause after a failure is over. What fires while a poll runs, runs once after it.
 */
public final class Polls {
    private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

    private final Settings settings;
    private final JobLedger ledger;
    private final Walks walks;
    private final LedgerWatch watch;
    private final Clock clock;
    private final Stop stop;
    private final boolean scheduled;
    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final Map<String, Poll> last = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Poll>> awaited = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Boolean>> inboxes = new ConcurrentHashMap<>();
    private Consumer<String> trigger = feed -> {};

    /**
     * How a poll went.
     *
     * @param startedAt in milliseconds since 1970
     * @param error what failed, while it runs: what failed in the poll before; null when it went well
     * @param passing whether a failed poll may go well soon
     */
    public record Poll(
            String feed,
            long startedAt,
            boolean ended,
            @Nullable String error,
            boolean passing) {}

    /** With {@code scheduled} new ids in an inbox lead to a poll at once. */
    public Polls(
            Settings settings,
            JobLedger ledger,
            Walks walks,
            LedgerWatch watch,
            Clock clock,
            Stop stop,
            boolean scheduled) {
        this.settings = settings;
        this.ledger = ledger;
        this.walks = walks;
        this.watch = watch;
        this.clock = clock;
        this.stop = stop;
        this.scheduled = scheduled;
    }

    /** Says how a feed's poll is fired out of its turn. */
    public void triggeredBy(Consumer<String> fire) {
        trigger = fire;
    }

    /** The first step of a poll: waits for the feed's jitter when the schedule fired it, and begins a walk. */
    public void begin(String feed, String vendor, Exchange exchange) throws InterruptedException {
        pending.remove(feed);
        if (feed.equals(exchange.getMessage().getHeader("triggerName"))) {
            long jitter = Math.max(1, jitter(feed).toMillis());
            stop.await(Duration.ofMillis(ThreadLocalRandom.current().nextLong(jitter)));
        }
        last.compute(
                feed,
                (key, before) -> new Poll(feed, clock.millis(), false, before == null ? null : before.error(), false));
        exchange.setProperty("feed", feed);
        exchange.setProperty("vendor", vendor);
        watch.problem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
        exchange.setProperty("walk", walks.begin(feed));
    }

    private Duration jitter(String feed) {
        String value = settings.get(feed + ".jitter");
        return value.isEmpty() ? Duration.ZERO : settings.duration(feed + ".jitter");
    }

    /** Whether the walk has another page to ask for. */
    public boolean isGoingOn(@ExchangeProperty("walk") PageWalk walk) {
        return walk.isMore() && !stop.isRequested();
    }

    /** The last step of a poll that went to its end; it failed all the same when the walk met something wrong. */
    public void done(String feed, @ExchangeProperty("walk") PageWalk walk) {
        Optional<String> reported = walk.reported();
        if (reported.isPresent()) {
            failed(feed, reported.get(), false);
        } else {
            walks.ended(walk);
            end(feed, null, false);
        }
    }

    /** The last step of a poll that failed. */
    void failed(String feed, String error, boolean passing) {
        walks.failed(feed);
        LOG.warn("{} poll failed: {}. What earlier pages gave is delivered; the next poll tries again", feed, error);
        end(feed, error, passing);
    }

    private void end(String feed, @Nullable String error, boolean passing) {
        Poll begun = last.get(feed);
        Poll ended = new Poll(feed, begun == null ? clock.millis() : begun.startedAt(), true, error, passing);
        last.put(feed, ended);
        CompletableFuture<Poll> waiting = awaited.remove(feed);
        if (waiting != null) {
            waiting.complete(ended);
        }
    }

    /** How the last poll of a feed went; empty before the first. */
    public Optional<Poll> last(String feed) {
        return Optional.ofNullable(last.get(feed));
    }

    /** Polls a feed out of its turn; once, however often it is asked for before that poll begins. */
    public void trigger(String feed) {
        if (pending.add(feed)) {
            trigger.accept(feed);
        }
    }

    /** Polls a feed out of its turn; the result tells how it went. */
    public CompletableFuture<Poll> pollNow(String feed) {
        CompletableFuture<Poll> poll = new CompletableFuture<>();
        awaited.put(feed, poll);
        trigger(feed);
        return poll;
    }

    /** Polls the feeds whose next waiting job became due since their last poll began. */
    public void retryDue() {
        ledger.queries().becameDue().forEach((feed, due) -> {
            Poll poll = last.get(feed);
            if (poll != null && poll.ended() && due > poll.startedAt()) {
                trigger(feed);
            }
        });
    }

    /** Takes note that an inbox was read: with new ids the feed is polled, an empty one is what a single run awaits. */
    public void inboxRead(String feed, @Nullable Integer entered) {
        if (entered == null) {
            inboxes.computeIfAbsent(feed, key -> new CompletableFuture<>()).complete(true);
        } else if (entered > 0 && scheduled) {
            trigger(feed);
        }
    }

    /** Is completed when a feed's inbox was found empty. */
    public CompletableFuture<Boolean> emptyInbox(String feed) {
        return inboxes.computeIfAbsent(feed, key -> new CompletableFuture<>());
    }
}
