package io.jobdrop.vendor;

import io.jobdrop.Feed;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * What is kept of the head of a vendor's answer: its status, and the Link header that may name the next page. No other
 * header of an answer gets into an exchange, so that none goes out with a later request.
 */
public final class ResponseHead implements HeaderFilterStrategy {
    /**
     * The exchange property that holds the header of the last answer that may lead to the next page: Link, by commas, or
     * the feed's own; empty when there was none.
     */
    public static final String LINK = "responseLink";

    /** The exchange property that tells that the last answer was 204 No Content (RFC 9110 15.3.5). */
    public static final String NOTHING = "responseIsEmpty";

    /** A header of a message that its request keeps: the scheme in which the account sends its key. */
    public static final String AUTH_SCHEME = "Auth-Scheme";

    static final int NO_CONTENT = 204;

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !name.equals(AUTH_SCHEME) && !name.equals(PendingRequests.HEADER);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !name.equalsIgnoreCase(kept(exchange));
    }

    private static String kept(Exchange exchange) {
        return exchange.getProperty("feed", Feed.class)
                .list()
                .map(list -> list.paging().nextHeader())
                .orElse("Link");
    }

    /** The headers of responses that one of the feeds needs, in any case. */
    static Set<String> kept(Collection<Feed> feeds) {
        return feeds.stream()
                .flatMap(feed -> feed.list().stream())
                .map(list -> list.paging().nextHeader())
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
    }

    /** Moves them into exchange properties. */
    public void keep(Exchange exchange) {
        Message message = exchange.getMessage();
        Object link = message.removeHeader(kept(exchange));
        exchange.setProperty(LINK, link == null ? "" : text(link));
        exchange.setProperty(NOTHING, message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class) == NO_CONTENT);
    }

    private static String text(Object value) {
        return value instanceof Collection<?> all
                ? all.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(value);
    }
}
