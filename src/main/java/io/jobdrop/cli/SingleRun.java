package io.jobdrop.cli;

import io.jobdrop.Bundle;
import io.jobdrop.poll.Polls;
import io.jobdrop.record.LedgerQueries;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll of each feed, and the delivery of all that it finds. A job that failed is polled for again when its pause
 * is over, as long as that leads to another attempt.
 */
final class SingleRun {
    private static final Logger LOG = LoggerFactory.getLogger(SingleRun.class);

    private final Bundle bundle;
    private final Clock clock;

    SingleRun(Bundle bundle, Clock clock) {
        this.bundle = bundle;
        this.clock = clock;
    }

    /** Runs to the end, and returns how the last poll of each feed went. */
    List<Polls.Poll> run() throws InterruptedException {
        for (String feed : bundle.inboxes()) {
            await(bundle.polls().emptyInbox(feed));
        }
        Map<String, Polls.Poll> last = new LinkedHashMap<>();
        List<String> feeds = bundle.feeds();
        while (!feeds.isEmpty() && !bundle.stopRequest().isRequested()) {
            Map<String, Long> before = attempts(feeds);
            poll(feeds, last);
            bundle.offers().awaitNone();
            feeds = feeds.stream()
                    .filter(feed -> isPolledWell(last, feed) && before.getOrDefault(feed, 0L) < attempts(feed))
                    .filter(feed -> bundle.ledger().nextAttempt(feed).isPresent())
                    .toList();
            awaitNextAttempt(feeds);
        }
        return List.copyOf(last.values());
    }

    private void poll(List<String> feeds, Map<String, Polls.Poll> last) throws InterruptedException {
        List<CompletableFuture<Polls.Poll>> polls =
                feeds.stream().map(bundle.polls()::pollNow).toList();
        for (CompletableFuture<Polls.Poll> poll : polls) {
            Polls.Poll ended = await(poll);
            if (ended != null) {
                last.put(ended.feed(), ended);
            }
        }
    }

    private static boolean isPolledWell(Map<String, Polls.Poll> last, String feed) {
        Polls.Poll poll = last.get(feed);
        return poll != null && poll.error() == null;
    }

    private void awaitNextAttempt(List<String> feeds) throws InterruptedException {
        OptionalLong next = feeds.stream()
                .map(bundle.ledger()::nextAttempt)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max();
        if (next.isPresent()) {
            bundle.stopRequest().await(Duration.ofMillis(Math.max(0, next.getAsLong() - clock.millis()) + 1));
        }
    }

    private Map<String, Long> attempts(List<String> feeds) {
        Map<String, Long> attempts = new LinkedHashMap<>();
        feeds.forEach(feed -> attempts.put(feed, attempts(feed)));
        return attempts;
    }

    private long attempts(String feed) {
        LedgerQueries ledger = bundle.ledger().queries();
        return ledger.attempts(feed);
    }

    // A poll that is asked to stop never ends: the wait looks up from time to time.
    private <T> @Nullable T await(CompletableFuture<T> future) throws InterruptedException {
        while (!bundle.stopRequest().isRequested()) {
            try {
                return future.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                LOG.trace("a poll is still under way");
            } catch (ExecutionException e) {
                throw new IllegalStateException("a poll ended without saying how", e);
            }
        }
        return null;
    }
}
