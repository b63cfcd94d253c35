package io.jobdrop.record;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The feeds with jobs that are due since their last poll, perhaps. */
final class DueFeeds {
    // Without GROUP BY, for which SQLite would read the whole index by feed.
    private static final String WAITING = "SELECT feed, next_attempt_at AS since FROM job"
            + " WHERE next_attempt_at <= :now AND state IN ('due', 'open')";
    // Whoever had these is dead, or has lost them.
    private static final String LAPSED =
            "SELECT feed, lease_until AS since FROM job WHERE state = 'delivering' AND lease_until < :now";

    private DueFeeds() {}

    /** When the last job of each became due, in milliseconds since 1970. */
    static Map<String, Long> of(Handle handle, long now) {
        Map<String, Long> due = new LinkedHashMap<>();
        for (String query : new String[] {WAITING, LAPSED}) {
            handle.createQuery(query)
                    .bind("now", now)
                    .map((row, context) -> Map.entry(row.getString("feed"), row.getLong("since")))
                    .forEach(entry -> due.merge(entry.getKey(), entry.getValue(), Math::max));
        }
        return due;
    }
}
