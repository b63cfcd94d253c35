package io.jobdrop.poll;

import io.jobdrop.Feed;
import io.jobdrop.config.CronSchedule;
import io.jobdrop.config.Settings;
import io.jobdrop.metrics.Meters;
import io.jobdrop.page.PageScan;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerWatch;
import io.jobdrop.record.PollTurns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * When feeds are polled, and how their last poll went.
 *
 * <p>All polls of a feed run as one Quartz job that never overlaps itself: by its schedule, at the start, and when a
 * job's pause after a failure is over. What fires while a poll runs, runs once after it.
 */
public final class Polls {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private final Settings settings;
    private final JobLedger ledger;
    private final Scans scans;
    private final LedgerWatch watch;
    private final Clock clock;
    private final Stop stop;
    private final Turns turns;
    private final LongSupplier nanos;
    private final RequestedPolls requested;
    private final PollHistory history;
    private final Map<String, RunningPoll> running = new ConcurrentHashMap<>();
    private final TroubledFeeds troubled;
    private Consumer<Thread> giveUp = thread -> {};

    /** With the turns of all nodes, and the source of nanoseconds by which the time of a poll is measured. */
    public Polls(
            Settings settings,
            JobLedger ledger,
            Scans scans,
            LedgerWatch watch,
            Clock clock,
            Stop stop,
            PollTurns polls,
            Meters meters,
            LongSupplier nanos) {
        this.history = new PollHistory(meters, ledger, stop);
        this.settings = settings;
        this.ledger = ledger;
        this.scans = scans;
        this.watch = watch;
        this.clock = clock;
        this.stop = stop;
        this.nanos = nanos;
        this.turns = new Turns(polls, scans, history, stop);
        this.requested = new RequestedPolls(nanos);
        this.troubled = new TroubledFeeds(stop);
    }

    /** Says how the requests of a thread are given up. */
    public void givenUpBy(Consumer<Thread> requests) {
        giveUp = requests;
    }

    /** Says how a feed's poll is fired out of its turn. */
    public void triggeredBy(Consumer<String> fire) {
        requested.triggeredBy(fire);
    }

    /** The feed can be polled from now on. */
    public void begun(String feed) {
        requested.begin(feed);
    }

    /**
     * The first step of a poll: waits for the feed's jitter when the schedule fired it, and begins a scan.
     *
     * @return whether this node polls, and no other
     */
    public boolean begin(@ExchangeProperty("feed") Feed of, Exchange exchange) throws InterruptedException {
        String feed = of.name();
        LogContext.begin(feed, exchange);
        watch.awaitServer(pause -> !stop.await(pause));
        requested.began(feed);
        boolean fired = feed.equals(exchange.getMessage().getHeader("triggerName"));
        if (fired) {
            long jitter = Math.max(1, duration(feed + ".jitter", Duration.ZERO).toMillis());
            stop.await(Duration.ofMillis(ThreadLocalRandom.current().nextLong(jitter)));
        }
        if (!turns.take(feed, exchange, fired)) {
            return false;
        }
        long now = clock.millis();
        history.began(feed, now);
        RunningPoll poll = new RunningPoll(feed, now, duration(feed + ".poll-timeout", TIMEOUT), nanos);
        running.put(feed, poll);
        exchange.setProperty("poll", poll);
        watch.requireSound();
        exchange.setProperty("scan", scans.begin(feed));
        return true;
    }

    private Duration duration(String key, Duration otherwise) {
        return settings.get(key).isEmpty() ? otherwise : settings.duration(key);
    }

    /** Whether the scan has another page to ask for. A poll that has no time left has failed. */
    public boolean hasNextPage(
            @ExchangeProperty("scan") PageScan scan, @ExchangeProperty("poll") @Nullable RunningPoll poll) {
        if (poll != null && poll.isOver()) {
            failed(scan.feed(), poll, poll.reason(), false);
        }
        boolean more = scan.isMore() && !(poll != null && poll.hasEnded()) && !stop.isRequested();
        if (more && poll != null) {
            poll.turnPage();
        }
        return more;
    }

    /** The last step of a poll that went to its end; it failed all the same when the scan met something wrong. */
    public void done(@ExchangeProperty("scan") PageScan scan, @ExchangeProperty("poll") @Nullable RunningPoll poll) {
        String feed = scan.feed();
        Optional<String> reported = scan.problems().reported();
        if (reported.isPresent()) {
            failed(feed, poll, reported.get(), false);
            return;
        }
        if (poll == null || !poll.hasEnded()) {
            scans.ended(scan);
        }
        end(feed, poll, null, false, () -> troubled.well(feed));
    }

    /** The last step of a poll that failed; {@code poll} is null when it did not begin. */
    void failed(String feed, @Nullable RunningPoll poll, String error, boolean passing) {
        failed(feed, poll, error, passing, troubled::failed);
    }

    /** The last step of a poll that may not ask its vendor for now. */
    void throttled(String feed, @Nullable RunningPoll poll, String error) {
        failed(feed, poll, error, false, troubled::throttled);
    }

    private void failed(
            String feed, @Nullable RunningPoll poll, String error, boolean passing, BiConsumer<String, String> tell) {
        scans.failed(feed);
        // It may notice that it was interrupted before it is told why.
        String reason = poll != null && poll.isOver() ? poll.reason() : error;
        end(feed, poll, reason, passing && reason.equals(error), () -> tell.accept(feed, reason));
    }

    // Only once: one that took too long was reported then. Who waits for its end may stop everything.
    private void end(String feed, @Nullable RunningPoll poll, @Nullable String error, boolean passing, Runnable tell) {
        if (poll != null && !poll.end()) {
            return;
        }
        running.remove(feed);
        tell.run();
        Poll ended = new Poll(feed, poll == null ? clock.millis() : poll.startedAt(), true, error, passing);
        history.ended(ended, poll);
        turns.end(ended);
        requested.ended(ended);
    }

    /**
     * Ends the polls that take longer than they may, wherever they are stuck, and reports them at once. One that
     * somebody waits for, and that does not begin in that time, has failed too.
     */
    public void endOverruns() {
        running.forEach((feed, poll) -> {
            if (poll.isOver() || turns.isLost(feed)) {
                poll.interrupt(giveUp);
                boolean late = poll.isOver();
                failed(feed, poll, late ? poll.reason() : "another node polls it now", !late);
            }
        });
        requested.overdue(feed -> duration(feed + ".poll-timeout", TIMEOUT)).stream()
                .filter(feed -> !running.containsKey(feed))
                .forEach(feed -> failed(feed, null, "it did not begin within " + feed + ".poll-timeout", false));
    }

    /** Whether a poll of a feed takes longer than it may just now. */
    boolean isOverrunning(String feed) {
        return Optional.ofNullable(running.get(feed))
                .filter(RunningPoll::isOver)
                .isPresent();
    }

    /** How the last poll of a feed went, if there was one. */
    public Optional<Poll> last(String feed) {
        return history.last(feed);
    }

    /** When the last poll of a feed began that went well; empty before the first. */
    public Optional<Instant> lastWell(String feed) {
        return history.lastWell(feed);
    }

    /** Polls a feed out of its turn; once, however often it is asked for before that poll begins. */
    public void trigger(String feed) {
        turns.want(feed, false);
        requested.request(feed);
    }

    /** The first poll of a service: now, unless nodes share its polls and the schedule has missed none. */
    public void first(String feed, CronSchedule schedule) {
        turns.hear();
        Optional<Instant> last = last(feed).map(Poll::startedAt).map(Instant::ofEpochMilli);
        if (last.isEmpty()
                || last.flatMap(schedule::after)
                        .filter(clock.instant()::isAfter)
                        .isPresent()) {
            turns.want(feed, last.isEmpty());
            requested.request(feed);
        }
    }

    /** Polls a feed out of its turn; the result tells how it went. */
    public CompletableFuture<Poll> pollNow(String feed) {
        turns.want(feed, false);
        return requested.await(feed);
    }

    /** Polls the feeds whose next waiting job became due since their last poll began, and ends those that overrun. */
    public void retryDue() {
        endOverruns();
        watch.unlessAway(watch::look);
        watch.unlessAway(turns::hear);
        watch.unlessAway(() -> turns.wanted().forEach(requested::request));
        watch.unlessAway(() -> ledger.queries()
                .becameDue()
                .forEach((feed, due) -> last(feed)
                        .filter(poll -> poll.ended() && due > poll.startedAt())
                        .ifPresent(poll -> trigger(feed))));
    }
}
