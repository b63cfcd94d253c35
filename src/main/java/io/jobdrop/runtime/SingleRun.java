package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.notify.Notifier;
import io.jobdrop.poll.Inboxes;
import io.jobdrop.poll.Poll;
import io.jobdrop.stage.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll of each feed, and the delivery of all that it finds. A job that failed is polled for again when its pause
 * is over, as long as that is within a minute. A poll that failed in passing is repeated twice at most, within the first
 * minute, and not while requests to its vendor fail one after the other: that could take many minutes.
 */
public final class SingleRun {
    private static final Logger LOG = LoggerFactory.getLogger(SingleRun.class);

    /** A longer pause before the next attempt is left to the next run, and so is a poll that fails after that time. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration INBOX_PATIENCE = Duration.ofSeconds(30);
    private static final Duration NOTICE_PATIENCE = Duration.ofSeconds(30);
    private static final int REPEATS = 2;
    // Room comes from outside, if at all: a job that waits for it does not keep the run from its end.
    private static final int LOOKS_FOR_ROOM = 10;
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final JobdropContext bundle;
    private final Clock clock;
    private final Set<String> leasesAwaited = ConcurrentHashMap.newKeySet();

    public SingleRun(JobdropContext bundle, Clock clock) {
        this.bundle = bundle;
        this.clock = clock;
    }

    /**
     * Begins with each feed, runs to the end, and returns how the last poll of each feed went.
     *
     * @throws CannotRun when the routes of a feed do not start
     */
    public List<Poll> run() throws CannotRun, InterruptedException {
        ExecutorService feeds = Executors.newCachedThreadPool();
        try {
            List<Future<Optional<Poll>>> runs = new ArrayList<>();
            bundle.begin(feed -> runs.add(feeds.submit(() -> run(feed))));
            List<Poll> last = new ArrayList<>();
            for (Future<Optional<Poll>> run : runs) {
                run.get().ifPresent(last::add);
            }
            sendNotices();
            return last;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a feed's run ended without saying how", e);
        } finally {
            feeds.shutdownNow();
        }
    }

    // What is not sent waits for the next run. Modes that deliver nothing have no route that sends.
    private void sendNotices() throws InterruptedException {
        CamelContext context = bundle.context();
        Notifier notifier = context.getRegistry().lookupByNameAndType("notifier", Notifier.class);
        boolean sends = context.getRoute("notify") != null;
        if (!sends || !notifier.isNeeded() || bundle.stopRequest().isRequested()) {
            return;
        }
        try (ProducerTemplate producer = context.createProducerTemplate()) {
            producer.sendBody("direct:notices", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!notifier.awaitIdle(NOTICE_PATIENCE)) {
            LOG.warn("not all notifications were sent within {}; the next run sends the rest", NOTICE_PATIENCE);
        }
    }

    private Inboxes inboxes() {
        return bundle.context().getRegistry().lookupByNameAndType("inboxes", Inboxes.class);
    }

    private Optional<Poll> run(Feed of) throws InterruptedException {
        String feed = of.name();
        if (bundle.inboxes().contains(feed) && await(inboxes().empty(feed), INBOX_PATIENCE) == null) {
            LOG.warn(
                    "{} inbox: not all of it was read within {}; this run leaves the rest for the next",
                    feed,
                    INBOX_PATIENCE);
        }
        Poll last = null;
        int repeats = 0;
        long failingSince = 0;
        int looks = 0;
        Room room = bundle.context().getRegistry().lookupByNameAndType("room", Room.class);
        Optional<Duration> pause = Optional.of(Duration.ZERO);
        while (pause.isPresent() && !bundle.stopRequest().await(pause.get())) {
            failingSince = repeats == 0 ? clock.millis() : failingSince;
            Poll ended = await(bundle.polls().pollNow(feed), FOREVER);
            if (ended == null) {
                break;
            }
            last = ended;
            bundle.inFlight().awaitNone(feed);
            boolean soon = clock.millis() - failingSince < PATIENCE.toMillis();
            boolean repeatable = ended.error() == null || (ended.passing() && soon && !isFailing(of.vendor()));
            pause = pause(ended, repeatable && repeats < REPEATS);
            if (ended.error() != null && pause.isPresent()) {
                LOG.info("{} is polled again now, since its poll failed in passing", feed);
            }
            repeats = isToBeRepeated(ended) ? repeats + 1 : 0;
            looks = room.waiting().isPresent() ? looks + 1 : 0;
            if (looks >= LOOKS_FOR_ROOM) {
                break;
            }
        }
        return Optional.ofNullable(last);
    }

    private boolean isFailing(String vendor) {
        return bundle.work().throttles().isFailing(vendor);
    }

    // Whether it failed, or the list said more of a job than was looked at.
    private boolean isToBeRepeated(Poll poll) {
        return poll.error() != null || bundle.inFlight().hasLate(poll.feed());
    }

    // How long until the next poll is of use: until a job that failed is due, or the lease of a process is over that
    // may be dead. Nothing when there is none, or not soon.
    private Optional<Duration> pause(Poll poll, boolean repeatable) {
        if (isToBeRepeated(poll)) {
            return repeatable ? Optional.of(Duration.ofMillis(1)) : Optional.empty();
        }
        OptionalLong next = bundle.ledger().queries().nextAttempt(poll.feed(), poll.startedAt());
        if (next.isEmpty()) {
            next = leaseEnd(poll);
        }
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Duration pause = Duration.ofMillis(Math.max(0, next.getAsLong() - clock.millis()) + 1);
        return pause.compareTo(PATIENCE) > 0 ? Optional.empty() : Optional.of(pause);
    }

    // A process that lives prolongs its leases: the one that was met first is waited for, and no other.
    private OptionalLong leaseEnd(Poll poll) {
        return leasesAwaited.add(poll.feed())
                ? bundle.ledger().queries().leaseEnd(poll.feed(), bundle.owner())
                : OptionalLong.empty();
    }

    // A poll that is asked to stop never ends, and one may overrun: the wait looks up from time to time.
    private <T> @Nullable T await(CompletableFuture<T> future, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!bundle.stopRequest().isRequested() && System.nanoTime() < deadline) {
            try {
                return future.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                bundle.polls().endOverruns();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a poll ended without saying how", e);
            }
        }
        return null;
    }
}
