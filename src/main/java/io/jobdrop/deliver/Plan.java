package io.jobdrop.deliver;

import java.util.ArrayList;
import java.util.List;

/** What would be delivered, gathered instead of doing it. */
public final class Plan {
    private final List<Item> items = new ArrayList<>();

    /**
     * A result that would be delivered.
     *
     * @param path its name below the drop, with {@code *} for what only the download shows
     * @param bytes its length as the vendor says, or -1
     */
    public record Item(String feed, String jobId, String path, long bytes) {}

    synchronized void add(Item item) {
        items.add(item);
    }

    /** All that was gathered so far. */
    public synchronized List<Item> items() {
        return List.copyOf(items);
    }
}
