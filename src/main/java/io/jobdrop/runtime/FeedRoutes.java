package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.BrokerAddress;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.Notifications;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.JobKey;
import org.quartz.SchedulerException;

/**
 * The routes that each feed has for itself, made from the templates of {@code routes/feed.camel.yaml}.
 *
 * @param mode what they run for
 */
record FeedRoutes(Configuration configuration, JobdropContext.Mode mode) {
    // Quartz has no expression for never; this is the last year that it knows.
    private static final String NEVER = "0 0 0 1 1 ? 2099";

    /** Makes sure of what the routes of all feeds use: what is wrong with it is to be said before a feed is polled. */
    void requireEndpoints(CamelContext context) {
        configuration.feeds().stream().flatMap(this::endpoints).distinct().forEach(context::getEndpoint);
    }

    private Stream<String> endpoints(Feed feed) {
        Stream<String> kamelets = Stream.of("kamelet:" + source(feed), "kamelet:" + destination(feed));
        return isNotifying(feed) ? Stream.concat(kamelets, Stream.of("ref:" + feed.name() + "-notify")) : kamelets;
    }

    private boolean isNotifying(Feed feed) {
        return mode.delivers()
                && Notifications.of(configuration.settings(), feed.name()).isPresent();
    }

    /** Starts the routes of each feed in a context that has started, and tells of it. */
    void begin(CamelContext context, BooleanSupplier stopped, Consumer<Feed> begun) throws CannotRun {
        for (Feed feed : configuration.feeds()) {
            if (!stopped.getAsBoolean()) {
                CannotRun.unless(configuration.settings(), () -> begin(context, feed));
                begun.accept(feed);
            }
        }
    }

    private void begin(CamelContext context, Feed feed) {
        RouteBuilder routes = new RouteBuilder() {
            @Override
            public void configure() {
                addTo(this, feed);
            }
        };
        try {
            context.addRoutes(routes);
            context.addTemplatedRoutes(routes);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    /** Polls a feed now, whatever its schedule says. */
    static void poll(CamelContext context, String feed) {
        QuartzComponent quartz = context.getComponent("quartz", QuartzComponent.class);
        try {
            quartz.getScheduler().triggerJob(JobKey.jobKey(feed, "jobdrop"));
        } catch (SchedulerException e) {
            throw new IllegalStateException("the poll of " + feed + " could not be started", e);
        }
    }

    private static String source(Feed feed) {
        return feed.list().isPresent() ? "list-page-action" : "known-jobs-action";
    }

    private String destination(Feed feed) {
        return mode.delivers() ? configuration.drop(feed) + "-drop-sink" : "plan-results-action";
    }

    private void addTo(RouteBuilder routes, Feed feed) {
        String name = feed.name();
        routes.templatedRoute("feed-trigger")
                .routeId(name + "-poll")
                .parameter("feed", name)
                .parameter("schedule", mode == JobdropContext.Mode.SERVICE ? configuration.schedule(feed) : NEVER)
                .parameter("timeZone", configuration.timeZone(feed).getID())
                .parameter("source", source(feed));
        routes.templatedRoute("feed-worker")
                .routeId(name)
                .parameter("feed", name)
                .parameter("destination", destination(feed));
        if (isNotifying(feed)) {
            routes.templatedRoute("feed-notify").routeId(name + "-notify").parameter("feed", name);
        }
        if (mode.delivers() && configuration.queue().equals("jms")) {
            routes.templatedRoute("feed-told")
                    .routeId(name + "-told")
                    .parameter("feed", name)
                    .parameter(
                            "queue", BrokerAddress.of(configuration.settings()).queue(name));
        }
        if (feed.list().isEmpty()) {
            routes.templatedRoute("feed-inbox")
                    .routeId(name + "-inbox")
                    .parameter("feed", name)
                    .parameter("inbox", configuration.inbox(feed).toString());
        }
    }
}
