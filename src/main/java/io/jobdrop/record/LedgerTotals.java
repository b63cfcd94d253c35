package io.jobdrop.record;

import io.jobdrop.job.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts over the whole ledger, for those who look often: what they get is at most five seconds old, but for the number of
 * jobs that are settled ({@link JobCounts}).
 */
public final class LedgerTotals {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerTotals.class);
    private static final Duration AGE = Duration.ofSeconds(5);

    private final Jdbi jdbi;
    private final LedgerDatabase database;
    private final Clock clock;
    private final BooleanSupplier away;
    private @Nullable Totals last;
    private long at;

    /** Totals of an open ledger; nobody waits for one that is {@code away}. */
    public LedgerTotals(LedgerDatabase database, Clock clock, BooleanSupplier away) {
        this.clock = clock;
        this.away = away;
        this.database = database;
        this.jdbi = database.jdbi();
    }

    private record Totals(
            Map<String, Map<JobState, Integer>> jobs,
            Map<String, Instant> oldest,
            Map<String, Instant> offers,
            Map<String, Integer> notices,
            int uploads,
            List<Nodes.Node> nodes) {
        static final Totals NONE = new Totals(Map.of(), Map.of(), Map.of(), Map.of(), 0, List.of());
    }

    /** How many jobs of a feed are in a state. */
    public int jobs(String feed, JobState state) {
        return totals().jobs().getOrDefault(feed, Map.of()).getOrDefault(state, 0);
    }

    /** Since when the oldest job of a feed waits that is due, in delivery, or held; empty when there is none. */
    public Optional<Instant> oldestUndelivered(String feed) {
        return Optional.ofNullable(totals().oldest().get(feed));
    }

    /** Since when the oldest offer of a feed waits for a worker of any node; empty when none waits. */
    public Optional<Instant> oldestOffer(String feed) {
        return Optional.ofNullable(totals().offers().get(feed));
    }

    /** How many nodes are alive; one that has the ledger alone is one. */
    public int nodesAlive() {
        return Math.max(
                1, (int) totals().nodes().stream().filter(Nodes.Node::alive).count());
    }

    /** How many nodes fell silent within the last hour, and were not started again. */
    public int nodesSilent() {
        List<Nodes.Node> nodes = totals().nodes();
        return (int) nodes.stream().filter(node -> node.isMissed(nodes)).count();
    }

    /** How many notifications of a feed wait to be sent. */
    public int notices(String feed) {
        return totals().notices().getOrDefault(feed, 0);
    }

    /** How many uploads into buckets are open. */
    public int openUploads() {
        return totals().uploads();
    }

    /** How often a transaction met a locked database, and was repeated. */
    public long busy() {
        return database.busy();
    }

    // Whoever cannot count right now gets what was counted before.
    private synchronized Totals totals() {
        Totals known = last;
        if (known != null && System.nanoTime() - at < AGE.toNanos()) {
            return known;
        }
        try {
            known = away.getAsBoolean() ? known : jdbi.withHandle(this::read);
        } catch (RuntimeException e) {
            LOG.debug("the ledger could not be counted", e);
        }
        at = System.nanoTime();
        last = known == null ? Totals.NONE : known;
        return last;
    }

    private Totals read(Handle handle) {
        Map<String, Map<JobState, Integer>> jobs = database.counts().of(handle);
        Map<String, Instant> oldest = new HashMap<>();
        handle.createQuery("SELECT feed, MIN(undelivered_since) AS since FROM job WHERE undelivered_since IS NOT NULL"
                        + " AND state IN ('due', 'delivering', 'held') GROUP BY feed")
                .map((row, context) -> oldest.put(row.getString("feed"), Instant.ofEpochMilli(row.getLong("since"))))
                .list();
        Map<String, Integer> notices = new HashMap<>();
        handle.createQuery("SELECT feed, COUNT(*) AS notices FROM outbox GROUP BY feed")
                .map((row, context) -> notices.put(row.getString("feed"), row.getInt("notices")))
                .list();
        Map<String, Instant> offers = new HashMap<>();
        handle.createQuery("SELECT feed, MIN(offered_at) AS since FROM offer"
                        + " WHERE owner IS NULL OR lease_until < :now GROUP BY feed")
                .bind("now", clock.millis())
                .map((row, context) -> offers.put(row.getString("feed"), Instant.ofEpochMilli(row.getLong("since"))))
                .list();
        int uploads = handle.createQuery("SELECT COUNT(*) FROM upload")
                .mapTo(Integer.class)
                .one();
        List<Nodes.Node> nodes =
                Nodes.all(handle, clock.millis(), database.lease().toMillis());
        return new Totals(jobs, oldest, offers, notices, uploads, nodes);
    }
}
