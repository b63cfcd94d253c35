package io.jobdrop.poll;

import io.jobdrop.job.JobState;
import io.jobdrop.job.Redacted;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerWatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Health as operators see it: down while the last poll of a feed failed, one takes too long, a feed misses its polls, jobs
 * were given up, or the ledger is not the one that was opened. Vendors decide of it, so that it is neither liveness nor
 * readiness: a restart mends no vendor.
 */
public final class FeedHealth extends AbstractHealthCheck {
    private static final int MOST_FEEDS = 10;

    private final List<String> feeds;
    private final Polls polls;
    private final JobLedger ledger;
    private final LedgerWatch watch;
    private final MissedPolls missed;

    public FeedHealth(List<String> feeds, Polls polls, JobLedger ledger, LedgerWatch watch) {
        this(feeds, polls, ledger, watch, MissedPolls.NONE);
    }

    public FeedHealth(List<String> feeds, Polls polls, JobLedger ledger, LedgerWatch watch, MissedPolls missed) {
        super("jobdrop", "feeds");
        this.feeds = List.copyOf(feeds);
        this.polls = polls;
        this.ledger = ledger;
        this.watch = watch;
        this.missed = missed;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        Optional<String> away = watch.away();
        if (away.isPresent()) {
            builder.message(away.get()).down();
            return;
        }
        Map<String, String> failed = new LinkedHashMap<>();
        Map<String, String> late = new LinkedHashMap<>();
        Map<String, String> gaveUp = new LinkedHashMap<>();
        Map<String, Integer> counts = ledger.queries().gaveUp();
        for (String feed : feeds) {
            Optional<String> error = error(feed);
            error.ifPresent(what -> failed.put(feed, Redacted.line(what)));
            late(feed).ifPresent(what -> late.put(feed, what));
            error.or(() -> Optional.ofNullable(late.get(feed))).ifPresent(what -> builder.detail(feed + ".poll", what));
            int jobs = counts.getOrDefault(feed, 0);
            if (jobs > 0) {
                builder.detail(feed + ".gave-up", jobs);
                // The message tells no more of them.
                gaveUp.put(feed, gaveUp.size() < MOST_FEEDS ? gaveUp(feed, jobs) : "");
            }
        }
        List<String> messages = new ArrayList<>();
        watch.problem().ifPresent(messages::add);
        if (!failed.isEmpty()) {
            messages.add("the last poll of a feed failed: " + withReasons(failed));
        }
        if (!late.isEmpty()) {
            messages.add("a feed was not polled well: " + withReasons(late));
        }
        if (!gaveUp.isEmpty()) {
            messages.add("jobs were given up: " + withReasons(gaveUp) + "; see jobdrop jobs");
        }
        if (!messages.isEmpty()) {
            builder.message(String.join("; ", messages)).down();
        }
    }

    private static String withReasons(Map<String, String> reasons) {
        int left = reasons.size() - MOST_FEEDS;
        Stream<String> more = left > 0 ? Stream.of(left + " more") : Stream.empty();
        return Stream.concat(
                        reasons.entrySet().stream()
                                .limit(MOST_FEEDS)
                                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")"),
                        more)
                .collect(Collectors.joining(", "));
    }

    private String gaveUp(String feed, int jobs) {
        String oldest = ledger.queries()
                .oldest(feed, JobState.GAVE_UP)
                .map(job -> "job " + Redacted.line(job.jobId()) + ": " + Redacted.line(String.valueOf(job.error())))
                .orElse("");
        return jobs == 1 ? oldest : jobs + " jobs, the oldest is " + oldest;
    }

    private Optional<String> error(String feed) {
        return polls.isOverrunning(feed)
                ? Optional.of("it takes longer than " + feed + ".poll-timeout")
                : polls.last(feed).map(Poll::error);
    }

    // A poll that runs may be as long as it takes; it is told when it overruns.
    private Optional<String> late(String feed) {
        return polls.last(feed).filter(poll -> !poll.ended()).isPresent()
                ? Optional.empty()
                : missed.of(feed, polls.lastWell(feed));
    }
}
