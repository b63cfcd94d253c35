package io.jobdrop.config;

import io.jobdrop.job.Redacted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what is wrong with the URI of an endpoint, without opening a connection and without repeating its secrets: the
 * component makes the endpoint, in a context that is never started.
 */
final class EndpointCheck {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointCheck.class);

    private final Settings settings;
    private final List<Problem> problems;

    EndpointCheck(Settings settings, List<Problem> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Adds what is wrong with the endpoint of a feed, if it delivers to one. */
    void run(FeedFile feed) {
        try {
            EndpointDestination.of(settings, feed.name()).ifPresent(destination -> check(feed, destination));
        } catch (IllegalArgumentException e) {
            LOG.trace("a setting cannot be resolved; it is reported with the others", e);
        }
    }

    private void check(FeedFile feed, EndpointDestination destination) {
        String key = destination.setting();
        String uri = settings.get(key);
        if (uri.isEmpty()) {
            String own = feed.name() + ".drop.uri";
            problems.add(new Problem(
                    feed.path().toString(),
                    "feed '" + feed.name() + "' delivers to an endpoint and needs " + own
                            + "; set it, or the environment variable " + Setting.variable(own)));
        } else {
            problem(uri).ifPresent(problem -> problems.add(new Problem(settings.origin(key), key + ": " + problem)));
        }
    }

    /** Adds what is wrong with the endpoint that is told of a feed, if there is one. */
    void notified(FeedFile feed) {
        Notifications.of(settings, feed.name())
                .ifPresent(notifications -> problem(settings.get(notifications.setting()))
                        .ifPresent(problem -> problems.add(new Problem(
                                settings.origin(notifications.setting()), notifications.setting() + ": " + problem))));
    }

    /** What is wrong with the URI of a step; an option whose value is known at a run only is not tried. */
    Optional<String> problemOfStep(String uri) {
        return problem(uri, !uri.contains("${"));
    }

    // The engineer's own beans are made by a start.
    private Optional<String> problem(String uri) {
        return problem(uri, !uri.contains("=#"));
    }

    private Optional<String> problem(String uri, boolean tried) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            EndpointUri endpoint = EndpointUri.of(uri);
            Component component = context.getComponent(endpoint.scheme(), true, false);
            if (component == null) {
                return Optional.of(missing(endpoint.scheme(), context.getVersion()));
            }
            Optional<String> unknown = unknownOption(context, endpoint);
            if (unknown.isEmpty() && tried) {
                ServiceHelper.initService(component);
                component.createEndpoint(uri);
            }
            return unknown;
        } catch (Exception e) {
            return Optional.of(reason(e));
        }
    }

    private static String missing(String scheme, String version) {
        String near = Nearest.suggestion(scheme, Components.names(), 2);
        return "there is no Camel component '" + scheme + "'" + (near.isEmpty() ? "; " : near + " Or ") + "put camel-"
                + scheme + "-" + version
                + ".jar, or the jar that holds it, and the jars that it needs into lib/";
    }

    private static Optional<String> unknownOption(DefaultCamelContext context, EndpointUri endpoint) {
        EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory(endpoint.scheme());
        if (factory == null || factory.isLenientProperties()) {
            return Optional.empty();
        }
        Set<String> known = new TreeSet<>(factory.propertyNames());
        return endpoint.options().stream()
                .filter(option -> !known.contains(option)
                        && factory.multiValuePrefixes().values().stream().noneMatch(option::startsWith))
                .findFirst()
                .map(option -> "the component " + endpoint.scheme() + " has no option '" + option + "'"
                        + Nearest.suggestion(option, known));
    }

    // Camel says where it was in the outer exception, with the URI, and what it missed in the inner one.
    private String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return Redacted.line(settings.redact(message == null ? cause.toString() : message));
    }
}
