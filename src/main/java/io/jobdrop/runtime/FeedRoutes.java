package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.BrokerAddress;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.Notifications;
import java.util.HashSet;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;

/** The routes that each feed has for itself, made from the templates of {@code routes/feed.camel.yaml}. */
final class FeedRoutes extends RouteBuilder {
    // Quartz has no expression for never; this is the last year that it knows.
    private static final String NEVER = "0 0 0 1 1 ? 2099";

    private final Configuration configuration;
    private final JobdropContext.Mode mode;
    private final Set<String> kamelets = new HashSet<>();

    FeedRoutes(Configuration configuration, JobdropContext.Mode mode) {
        this.configuration = configuration;
        this.mode = mode;
    }

    @Override
    public void configure() {
        configuration.feeds().forEach(this::configure);
    }

    private void configure(Feed feed) {
        String name = feed.name();
        boolean listed = feed.list().isPresent();
        String source = listed ? "list-page-action" : "known-jobs-action";
        String destination = mode.delivers() ? configuration.drop(feed) + "-drop-sink" : "plan-results-action";
        check(source);
        check(destination);
        templatedRoute("feed-trigger")
                .routeId(name + "-poll")
                .parameter("feed", name)
                .parameter("schedule", mode == JobdropContext.Mode.SERVICE ? configuration.schedule(feed) : NEVER)
                .parameter("timeZone", configuration.timeZone(feed).getID())
                .parameter("source", source);
        templatedRoute("feed-worker").routeId(name).parameter("feed", name).parameter("destination", destination);
        if (mode.delivers() && Notifications.of(configuration.settings(), name).isPresent()) {
            templatedRoute("feed-notify").routeId(name + "-notify").parameter("feed", name);
        }
        if (mode.delivers() && configuration.queue().equals("jms")) {
            templatedRoute("feed-told")
                    .routeId(name + "-told")
                    .parameter("feed", name)
                    .parameter(
                            "queue", BrokerAddress.of(configuration.settings()).queue(name));
        }
        if (!listed) {
            templatedRoute("feed-inbox")
                    .routeId(name + "-inbox")
                    .parameter("feed", name)
                    .parameter("inbox", configuration.inbox(feed).toString());
        }
    }

    // Routes choose them by message: what is wrong with them is to be said at the start.
    private void check(String kamelet) {
        if (kamelets.add(kamelet)) {
            getContext().getEndpoint("kamelet:" + kamelet);
        }
    }
}
