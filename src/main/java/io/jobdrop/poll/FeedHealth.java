package io.jobdrop.poll;

import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Health as operators see it: down while the last poll of a feed failed or one takes too long, jobs were given up, or the
 * ledger is not the one that was opened.
 */
public final class FeedHealth extends AbstractHealthCheck {
    private final List<String> feeds;
    private final Polls polls;
    private final JobLedger ledger;
    private final LedgerWatch watch;

    public FeedHealth(List<String> feeds, Polls polls, JobLedger ledger, LedgerWatch watch) {
        super("jobdrop", "feeds");
        this.feeds = List.copyOf(feeds);
        this.polls = polls;
        this.ledger = ledger;
        this.watch = watch;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        List<String> failed = new ArrayList<>();
        List<String> gaveUp = new ArrayList<>();
        for (String feed : feeds) {
            Optional<String> error = error(feed);
            error.ifPresent(what -> builder.detail(feed + ".poll", what));
            error.ifPresent(what -> failed.add(feed));
            int jobs = ledger.queries().gaveUp(feed);
            if (jobs > 0) {
                builder.detail(feed + ".gave-up", jobs);
                gaveUp.add(feed);
            }
        }
        List<String> messages = new ArrayList<>();
        watch.problem().ifPresent(messages::add);
        if (!failed.isEmpty()) {
            messages.add("the last poll of a feed failed: " + String.join(", ", failed));
        }
        if (!gaveUp.isEmpty()) {
            messages.add("jobs were given up: " + String.join(", ", gaveUp) + "; see jobdrop jobs");
        }
        if (!messages.isEmpty()) {
            builder.message(String.join("; ", messages)).down();
        }
    }

    private Optional<String> error(String feed) {
        return polls.isOverrunning(feed)
                ? Optional.of("it takes longer than " + feed + ".poll-timeout")
                : polls.last(feed).map(Poll::error);
    }
}
