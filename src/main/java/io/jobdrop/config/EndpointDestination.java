package io.jobdrop.config;

import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;

/** Where a feed delivers to whose drop is {@code endpoint}, as its settings say. */
public final class EndpointDestination {
    private final Settings settings;
    private final String feed;

    private EndpointDestination(Settings settings, String feed) {
        this.settings = settings;
        this.feed = feed;
    }

    /** The endpoint of a feed; empty when the feed delivers elsewhere. */
    public static Optional<EndpointDestination> of(Settings settings, String feed) {
        boolean endpoint =
                settings.get(feed + ".drop", settings.get("jobdrop.drop")).equals("endpoint");
        return endpoint ? Optional.of(new EndpointDestination(settings, feed)) : Optional.empty();
    }

    /** The setting that names the endpoint: the feed's own, or that for all feeds. */
    public String setting() {
        return key("uri");
    }

    /** The endpoint's URI, taken apart. */
    public EndpointUri uri() {
        return EndpointUri.of(settings.get(setting()));
    }

    public boolean sendsManifest() {
        return !settings.get(key("send-manifest")).equals("false");
    }

    /** The header in which the endpoint's component looks for the name. */
    public String nameHeader() {
        return settings.get(key("name-header"));
    }

    private String key(String suffix) {
        String own = feed + ".drop." + suffix;
        return settings.get(own).isEmpty() ? "jobdrop.drop." + suffix : own;
    }

    /**
     * Makes the endpoint of each feed known as {@code FEED-drop}. Routes refer to that name alone, so that its URI, which
     * may hold a password, stands in no route, metric or message.
     */
    public static void bind(Settings settings, List<String> feeds, CamelContext context) {
        for (String feed : feeds) {
            of(settings, feed).ifPresent(destination -> {
                String uri = settings.get(destination.setting());
                context.getRegistry().bind(feed + "-drop", Endpoint.class, () -> context.getEndpoint(uri));
            });
        }
    }
}
