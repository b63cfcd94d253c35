package io.jobdrop;

import io.jobdrop.poll.Polls;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * is over, as long as that is within a minute.
 */
public final class SingleRun {
    private static final Logger LOG = LoggerFactory.getLogger(SingleRun.class);

    /** A longer pause before the next attempt is left to the next run. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration INBOX_PATIENCE = Duration.ofSeconds(30);
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final Bundle bundle;
    private final Clock clock;

    public SingleRun(Bundle bundle, Clock clock) {
        this.bundle = bundle;
        this.clock = clock;
    }

    /** Runs to the end, and returns how the last poll of each feed went. */
    public List<Polls.Poll> run() throws InterruptedException {
        for (String feed : bundle.inboxes()) {
            if (await(bundle.polls().emptyInbox(feed), INBOX_PATIENCE) == null) {
                LOG.warn(
                        "{} inbox: it was not read to the end within {}; the run goes on without the rest",
                        feed,
                        INBOX_PATIENCE);
            }
        }
        Map<String, Polls.Poll> last = new LinkedHashMap<>();
        List<String> feeds = bundle.feeds();
        while (!feeds.isEmpty() && !bundle.stopRequest().isRequested()) {
            poll(feeds, last);
            bundle.offers().awaitNone();
            feeds = feeds.stream()
                    .filter(feed -> pause(last.get(feed)).isPresent())
                    .toList();
            Optional<Duration> longest = feeds.stream()
                    .flatMap(feed -> pause(last.get(feed)).stream())
                    .max(Comparator.naturalOrder());
            if (longest.isPresent()) {
                bundle.stopRequest().await(longest.get().plusMillis(1));
            }
        }
        return List.copyOf(last.values());
    }

    private void poll(List<String> feeds, Map<String, Polls.Poll> last) throws InterruptedException {
        List<CompletableFuture<Polls.Poll>> polls =
                feeds.stream().map(bundle.polls()::pollNow).toList();
        for (CompletableFuture<Polls.Poll> poll : polls) {
            Polls.Poll ended = await(poll, FOREVER);
            if (ended != null) {
                last.put(ended.feed(), ended);
            }
        }
    }

    // How long until the next job that failed in this poll is due; nothing when there is none, or it takes too long.
    private Optional<Duration> pause(Polls.@Nullable Poll poll) {
        if (poll == null || poll.error() != null) {
            return Optional.empty();
        }
        OptionalLong next = bundle.ledger().queries().nextAttempt(poll.feed(), poll.startedAt());
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Duration pause = Duration.ofMillis(Math.max(0, next.getAsLong() - clock.millis()));
        return pause.compareTo(PATIENCE) > 0 ? Optional.empty() : Optional.of(pause);
    }

    // A poll that is asked to stop never ends: the wait looks up from time to time.
    private <T> @Nullable T await(CompletableFuture<T> future, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!bundle.stopRequest().isRequested() && System.nanoTime() < deadline) {
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
