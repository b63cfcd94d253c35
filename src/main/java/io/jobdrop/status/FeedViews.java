package io.jobdrop.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.Poll;
import io.jobdrop.poll.Polls;
import io.jobdrop.record.LedgerQueries;
import io.jobdrop.record.Nodes;
import io.jobdrop.vendor.Throttle;
import io.jobdrop.vendor.Throttles;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How each active feed does. */
final class FeedViews {
    private final Configuration configuration;
    private final Polls polls;
    private final Throttles throttles;
    private final Optional<Nodes> nodes;
    private final LedgerQueries ledger;
    private final Clock clock;

    FeedViews(Configuration configuration, StatusSite.Work work, LedgerQueries ledger, Clock clock) {
        this.configuration = configuration;
        this.polls = work.polls();
        this.throttles = work.throttles();
        this.nodes = work.nodes();
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * One feed.
     *
     * @param node the one that polls it just now, of those that share the ledger; null for none
     * @param last its last poll, or the one that runs; null before the first
     * @param goodAt when the last poll began that went well; null before the first
     * @param next when its schedule fires next
     * @param pause how long its vendor is left alone; null when it may be asked
     */
    record View(
            Feed feed,
            @Nullable String node,
            @Nullable Poll last,
            @Nullable Instant goodAt,
            @Nullable Instant next,
            Throttle.@Nullable Pause pause,
            Map<JobState, Integer> counts) {
        String name() {
            return feed.name();
        }

        String vendor() {
            return feed.vendor();
        }

        @Nullable
        String error() {
            return last == null ? null : last.error();
        }

        int count(JobState state) {
            return counts.getOrDefault(state, 0);
        }

        /** Whether somebody should look at it. */
        boolean isInTrouble() {
            return error() != null || count(JobState.GAVE_UP) > 0 || count(JobState.HELD) > 0;
        }

        String state() {
            if (last == null) {
                return "not polled yet";
            }
            if (error() != null) {
                return "poll failed";
            }
            return last.ended() ? "ok" : "polling";
        }
    }

    /** The feeds, those in trouble first. */
    List<View> list() {
        Map<String, String> polling = nodes.map(Nodes::polling).orElse(Map.of());
        Map<String, Map<JobState, Integer>> counts = ledger.counts();
        return configuration.feeds().stream()
                .map(feed -> view(feed, polling.get(feed.name()), counts.getOrDefault(feed.name(), Map.of())))
                .sorted(Comparator.comparing((View view) -> !view.isInTrouble()))
                .toList();
    }

    List<String> names() {
        return configuration.feeds().stream().map(Feed::name).toList();
    }

    /** Whether nodes share the ledger. */
    boolean isShared() {
        return nodes.isPresent();
    }

    private View view(Feed feed, @Nullable String node, Map<JobState, Integer> counts) {
        Optional<Instant> next = configuration.cron(feed).after(clock.instant());
        return new View(
                feed,
                node,
                polls.last(feed.name()).orElse(null),
                polls.lastWell(feed.name()).orElse(null),
                next.orElse(null),
                throttles.pause(feed.vendor()).orElse(null),
                counts);
    }

    /** The same as a JSON array. */
    String json() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (View view : list()) {
            Poll last = view.last();
            ObjectNode node = array.addObject();
            node.put("feed", view.name());
            node.put("vendor", view.vendor());
            node.put("state", view.state());
            if (isShared()) {
                node.put("node", view.node());
            }
            node.put("lastPollAt", last == null ? null : JobsJson.text(Instant.ofEpochMilli(last.startedAt())));
            node.put("lastGoodPollAt", JobsJson.text(view.goodAt()));
            node.put("nextPollAt", JobsJson.text(view.next()));
            node.put(
                    "pausedUntil",
                    view.pause() == null ? null : JobsJson.text(view.pause().until()));
            String error = view.error();
            node.put("error", error == null ? null : configuration.settings().redact(error));
            ObjectNode jobs = node.putObject("jobs");
            view.counts().forEach((state, count) -> jobs.put(state.word(), count));
        }
        return JobsJson.print(array);
    }
}
