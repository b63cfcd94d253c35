package io.jobdrop.poll;

import io.jobdrop.job.JobState;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerWatch;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Health as operators see it: down while the last poll of a feed failed, jobs were given up, or the ledger is not the one that was opened. */
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
        watch.problem().ifPresent(problem -> builder.message(problem).down());
        for (String feed : feeds) {
            int gaveUp = ledger.queries().counts(feed).getOrDefault(JobState.GAVE_UP, 0);
            polls.last(feed)
                    .map(Polls.Poll::error)
                    .ifPresent(error -> builder.detail(feed + ".poll", error)
                            .message("the last poll of a feed failed")
                            .down());
            if (gaveUp > 0) {
                builder.detail(feed + ".gave-up", gaveUp)
                        .message("jobs were given up; see jobdrop jobs")
                        .down();
            }
        }
    }
}
