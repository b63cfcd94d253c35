package io.jobdrop.page;

import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Pages to be looked at out of turn, in ascending order: for each job that is looked for the page that is likely to
 * show it, and the one after it, since a list grows at its beginning.
 */
final class Visits {
    private final int page;
    private final long offset;
    private final TreeMap<Integer, Set<String>> likely = new TreeMap<>();
    private final Set<String> all = new HashSet<>();

    /**
     * With the place where the list was left.
     *
     * @param places the jobs by the page that showed each of them last
     * @param moved how many pages they are likely to have moved since
     */
    Visits(int page, long offset, Map<String, Integer> places, int moved) {
        this.page = page;
        this.offset = offset;
        places.forEach((id, place) -> add(id, Math.max(page, place + moved)));
    }

    int page() {
        return page;
    }

    long offset() {
        return offset;
    }

    private void add(String id, int place) {
        all.add(id);
        likely.computeIfAbsent(place, key -> new HashSet<>()).add(id);
        likely.computeIfAbsent(place + 1, key -> new HashSet<>()).add(id);
    }

    boolean allIn(Set<String> seen) {
        return seen.containsAll(all);
    }

    /** The next page that may show a job not seen yet; empty when there is none. */
    OptionalInt next(Set<String> seen) {
        Map.Entry<Integer, Set<String>> first = likely.pollFirstEntry();
        while (first != null && seen.containsAll(first.getValue())) {
            first = likely.pollFirstEntry();
        }
        return first == null ? OptionalInt.empty() : OptionalInt.of(first.getKey());
    }
}
