package io.jobdrop.poll;

import io.jobdrop.Feed;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/** What comes of the inboxes that are read: a poll, and the end of a single run's wait. */
public final class Inboxes {
    private final Consumer<String> newIds;
    private final Map<String, CompletableFuture<Boolean>> empty = new ConcurrentHashMap<>();

    /**
     * The inboxes of all feeds.
     *
     * @param newIds is told the feed of new ids
     */
    public Inboxes(Consumer<String> newIds) {
        this.newIds = newIds;
    }

    /** Takes note that an inbox was read; {@code entered} new ids, or null when it was empty. */
    public void read(@ExchangeProperty("feed") Feed of, @Body @Nullable Integer entered) {
        if (entered == null) {
            empty(of.name()).complete(true);
        } else if (entered > 0) {
            newIds.accept(of.name());
        }
    }

    /** Is completed when a feed's inbox was found empty. */
    public CompletableFuture<Boolean> empty(String feed) {
        return empty.computeIfAbsent(feed, key -> new CompletableFuture<>());
    }
}
