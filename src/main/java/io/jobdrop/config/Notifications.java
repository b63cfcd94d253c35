package io.jobdrop.config;

import io.jobdrop.job.EventType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpEndpoint;

/** Who is told of a feed's events, as its settings say: {@code FEED.notify} wins over {@code jobdrop.notify}. */
public final class Notifications {
    private static final Pattern HTTP = Pattern.compile("https?");
    private static final String NONE = "none";
    // Receivers such as Slack's have their key in the path.
    private static final int SHORTEST_KEY = 12;
    private static final List<String> TIMEOUTS =
            List.of("connectTimeout", "connectionRequestTimeout", "responseTimeout", "soTimeout");
    private static final int MILLIS = 10_000;

    private final Settings settings;
    private final String feed;

    private Notifications(Settings settings, String feed) {
        this.settings = settings;
        this.feed = feed;
    }

    /** Those of a feed; empty when nobody is told of it. */
    public static Optional<Notifications> of(Settings settings, String feed) {
        Notifications notifications = new Notifications(settings, feed);
        String uri = settings.get(notifications.setting());
        return uri.isEmpty() || uri.equals(NONE) ? Optional.empty() : Optional.of(notifications);
    }

    /** The setting that names the receiver: the feed's own, or that for all feeds. */
    public String setting() {
        return key("uri");
    }

    /** What the receiver wants to know. */
    public Set<EventType> events() {
        EnumSet<EventType> events = EnumSet.noneOf(EventType.class);
        settings.list(key("events")).forEach(word -> EventType.of(word).ifPresent(events::add));
        return events.isEmpty() ? EnumSet.allOf(EventType.class) : events;
    }

    /** The key by which requests to the receiver are signed; empty when they are not signed. */
    public String secret() {
        return settings.get(key("secret"));
    }

    /** Whether the receiver is reached by HTTP. */
    public boolean isHttp() {
        return HTTP.matcher(uri().scheme()).matches();
    }

    private EndpointUri uri() {
        return EndpointUri.of(settings.get(setting()));
    }

    private String key(String suffix) {
        String own = feed + ".notify." + suffix;
        return settings.get(own).isEmpty() ? "jobdrop.notify." + suffix : own;
    }

    /** The name by which routes know the receiver's endpoint. */
    public static String endpoint(String feed) {
        return feed + "-notify";
    }

    /** Makes the receivers known to routes by {@link #endpoint}: their URIs stand in no route, metric or message. */
    public static void bind(Settings settings, List<String> feeds, CamelContext context) {
        // It has no thread before the first request.
        ScheduledExecutorService timer =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "notify-deadline");
        for (String feed : feeds) {
            of(settings, feed)
                    .ifPresent(notifications -> context.getRegistry()
                            .bind(endpoint(feed), Endpoint.class, () -> notifications.endpoint(context, timer)));
        }
    }

    private Endpoint endpoint(CamelContext context, ScheduledExecutorService timer) {
        Endpoint endpoint = context.getEndpoint(bounded());
        if (endpoint instanceof HttpEndpoint http) {
            ReceiverTime.limit(http, timer);
        }
        return endpoint;
    }

    // Camel would wait for three minutes, and hold any answer in memory.
    private String bounded() {
        String uri = settings.get(setting());
        if (!isHttp()) {
            return uri;
        }
        List<String> given = uri().options();
        StringBuilder bounded = new StringBuilder(uri);
        String mark = uri.contains("?") ? "&" : "?";
        if (!given.contains("ignoreResponseBody")) {
            bounded.append(mark).append("ignoreResponseBody=true");
            mark = "&";
        }
        for (String timeout : TIMEOUTS) {
            if (!given.contains(timeout)) {
                bounded.append(mark).append(timeout).append('=').append(MILLIS);
                mark = "&";
            }
        }
        return bounded.toString();
    }

    /** The secrets in the URI of a receiver; none when it is no URI, which the check reports. */
    static List<String> secretsIn(String uri) {
        List<String> secrets = new ArrayList<>(EndpointUri.secretsIn(uri));
        if (uri.toLowerCase(Locale.ROOT).startsWith("http")) {
            String path = uri.replaceFirst("[?#].*", "").replaceFirst("(?i)^https?:/*[^/]*/?", "");
            if (path.length() >= SHORTEST_KEY) {
                secrets.add(path);
            }
        }
        return secrets;
    }

    /** The receiver as people may see it: without user, options, and the path of an address. */
    @Override
    public String toString() {
        String location = uri().location();
        return isHttp() ? location.replaceFirst("^(https?:/*[^/]*).*", "$1") : location;
    }
}
