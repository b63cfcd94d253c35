package io.jobdrop.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * How many offers of a feed wait for a worker.
 *
 * @param told those of which a broker has told, so that they are left to whom it told
 * @param free those that whoever looks may take, but for orphans
 * @param orphans those that a node had which died
 */
public record WaitingOffers(int told, int free, int orphans) {
    // Two selects, so that each finds its index, which has the feeds in order.
    private static final String SQL = "SELECT feed, COUNT(*) AS fresh, COUNT(CASE WHEN " + Offers.FREE
            + " THEN 1 END) AS free, 0 AS orphans FROM offer WHERE owner IS NULL GROUP BY feed"
            + " UNION ALL SELECT feed, 0, 0, COUNT(*) FROM offer WHERE " + Offers.ORPHAN + " GROUP BY feed";

    /** Those of each feed that has some; a broker tells of offers, until they are older than {@code patience}. */
    static Map<String, WaitingOffers> of(Handle handle, long now, long patience) {
        Map<String, WaitingOffers> waiting = new LinkedHashMap<>();
        handle.createQuery(SQL)
                .bind("now", now)
                .bind("patience", patience)
                .map((row, context) -> Map.entry(row.getString("feed"), of(row)))
                .forEach(entry -> waiting.merge(entry.getKey(), entry.getValue(), WaitingOffers::and));
        return Map.copyOf(waiting);
    }

    private static WaitingOffers of(ResultSet row) throws SQLException {
        int free = row.getInt("free");
        return new WaitingOffers(row.getInt("fresh") - free, free, row.getInt("orphans"));
    }

    int all() {
        return told + free + orphans;
    }

    private WaitingOffers and(WaitingOffers other) {
        return new WaitingOffers(told + other.told, free + other.free, orphans + other.orphans);
    }
}
