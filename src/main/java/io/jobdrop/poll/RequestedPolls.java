package io.jobdrop.poll;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Polls that are requested out of turn. A feed's poll is fired once, however often it is requested before it begins, and
 * whoever waits for it is told how it went.
 */
final class RequestedPolls {
    private final LongSupplier nanos;
    private final Set<String> pending = new HashSet<>();
    private final Set<String> begun = new HashSet<>();
    private final Map<String, Awaited> awaited = new ConcurrentHashMap<>();
    private Consumer<String> trigger = feed -> {};

    // A poll that somebody waits for, since when.
    private record Awaited(CompletableFuture<Poll> poll, long since) {}

    /** With the source of nanoseconds by which waiting is measured. */
    RequestedPolls(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void triggeredBy(Consumer<String> fire) {
        trigger = fire;
    }

    /** From now on the feed can be polled; what was requested of it before is fired. */
    synchronized void begin(String feed) {
        if (begun.add(feed) && pending.contains(feed)) {
            trigger.accept(feed);
        }
    }

    synchronized void request(String feed) {
        if (pending.add(feed) && begun.contains(feed)) {
            trigger.accept(feed);
        }
    }

    /** Requests a poll; the result tells how it went. */
    CompletableFuture<Poll> await(String feed) {
        CompletableFuture<Poll> poll = new CompletableFuture<>();
        awaited.put(feed, new Awaited(poll, nanos.getAsLong()));
        request(feed);
        return poll;
    }

    synchronized void began(String feed) {
        pending.remove(feed);
    }

    void ended(Poll poll) {
        Awaited waiting = awaited.remove(poll.feed());
        if (waiting != null) {
            waiting.poll().complete(poll);
        }
    }

    /** The feeds whose poll somebody has awaited for longer than a poll of theirs may take. */
    List<String> overdue(Function<String, Duration> timeout) {
        return awaited.entrySet().stream()
                .filter(entry -> nanos.getAsLong() - entry.getValue().since()
                        > timeout.apply(entry.getKey()).toNanos())
                .map(Map.Entry::getKey)
                .toList();
    }
}
