package io.jobdrop.record;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The nodes that share a ledger. Each says several times in a lease that it is there. */
public final class Nodes implements Leased {
    private static final String HERE = "INSERT INTO node (id, cluster, version, key_hash, started_at, beat_at)"
            + " VALUES (:id, :cluster, :version, :key, :now, :now) ON CONFLICT (id) DO UPDATE SET beat_at = :now"
            + " RETURNING EXISTS (SELECT 1 FROM audit WHERE lease_until >= :now)";
    // Long after its lease nobody asks any more who it was.
    private static final long FORGOTTEN_MILLIS = 3_600_000;

    private final LedgerDatabase database;
    private final Jdbi jdbi;
    private final Clock clock;
    private final Self self;
    private volatile boolean joined;
    private volatile long startedAt;
    private volatile Runnable audits = () -> {};

    /**
     * What a node says of itself.
     *
     * @param id the name under which it owns jobs
     * @param cluster nodes of one name share work
     * @param version of the program
     * @param key a word that is the same for the same key
     */
    public record Self(String id, String cluster, String version, String key) {}

    /**
     * A node.
     *
     * @param seenAt when it said so last
     * @param alive whether that is no longer ago than a lease
     * @param jobs how many jobs it has in delivery
     * @param polls how many feeds it polls
     */
    public record Node(
            String id, String version, Instant startedAt, Instant seenAt, boolean alive, int jobs, int polls) {
        private static final Pattern RUN = Pattern.compile("-[0-9a-f]{8}-[0-9a-f]{4}$");

        /** Whether it is silent, and was not started again since. */
        public boolean isMissed(List<Node> all) {
            return !alive && all.stream().noneMatch(other -> other.isRestartOf(this));
        }

        // Two nodes may have one name, such as that of their host.
        private boolean isRestartOf(Node other) {
            return alive && name(id).equals(name(other.id)) && startedAt.isAfter(other.seenAt);
        }

        private static String name(String id) {
            return RUN.matcher(id).replaceFirst("");
        }
    }

    public Nodes(LedgerDatabase database, Clock clock, Self self) {
        this.database = database;
        this.jdbi = database.notes();
        this.clock = clock;
        this.self = self;
    }

    /**
     * Joins the others.
     *
     * @throws UnusableLedger when those that are alive have another key or name
     */
    public void join() {
        jdbi.useTransaction(handle -> {
            // Else two that join at once do not see each other.
            handle.execute("LOCK TABLE node IN SHARE ROW EXCLUSIVE MODE");
            handle.createQuery("SELECT id, cluster, key_hash FROM node WHERE beat_at >= :alive AND id <> :id")
                    .bind("alive", clock.millis() - database.lease().toMillis())
                    .bind("id", self.id())
                    .map((row, context) ->
                            new Self(row.getString("id"), row.getString("cluster"), "", row.getString("key_hash")))
                    .forEach(this::requireAlike);
            handle.execute(
                    "DELETE FROM node WHERE beat_at < ?",
                    forgotten(clock.millis(), database.lease().toMillis()));
            forgetRuns(handle, clock.millis() - database.lease().toMillis());
            startedAt = clock.millis();
            here(handle);
        });
        joined = true;
    }

    private void requireAlike(Self other) {
        if (!other.cluster().equals(self.cluster())) {
            throw new UnusableLedger("jobdrop.cluster.name is '" + self.cluster() + "' here, and '" + other.cluster()
                    + "' on node " + other.id() + ", which works on the same ledger; nothing was started. Set the same"
                    + " name, or another jobdrop.ledger.schema");
        }
        if (!other.key().equals(self.key())) {
            throw new UnusableLedger("jobdrop.cluster.key is not the one of node " + other.id()
                    + ", which works on the same ledger; nothing was started. Set the same key on all nodes");
        }
    }

    /** Says who is told, as often as this node says that it is there, that commands share their audits with it. */
    public void onAudit(Runnable told) {
        audits = told;
    }

    // Whether there are audits is asked in the same statement, since it is asked so often.
    private boolean here(Handle handle) {
        return handle.createQuery(HERE)
                .bind("id", self.id())
                .bind("cluster", self.cluster())
                .bind("version", self.version())
                .bind("key", self.key())
                .bind("now", clock.millis())
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Makes sure that no other node is alive, for a run that ends when all is done.
     *
     * @throws UnusableLedger when one is
     */
    public void requireNone() {
        List<String> others = all().stream().filter(Node::alive).map(Node::id).toList();
        if (!others.isEmpty()) {
            throw new UnusableLedger("Nodes work on the ledger already (" + String.join(", ", others)
                    + "), and poll by its schedules. A single run would share their work and not know when it is done;"
                    + " nothing was started. Stop them for it, or let them do it");
        }
    }

    /** How many nodes of a ledger are alive. */
    public static long alive(LedgerDatabase database, Clock clock) {
        return database
                .notes()
                .withHandle(
                        handle -> all(handle, clock.millis(), database.lease().toMillis()))
                .stream()
                .filter(Node::alive)
                .count();
    }

    /** All nodes, those that died within the last hour and were not started again too. */
    public List<Node> all() {
        List<Node> all = jdbi.withHandle(
                handle -> all(handle, clock.millis(), database.lease().toMillis()));
        return all.stream().filter(node -> node.alive() || node.isMissed(all)).toList();
    }

    private static long forgotten(long now, long lease) {
        return now - Math.max(FORGOTTEN_MILLIS, lease);
    }

    // Rows of older ones stay until a node joins.
    static List<Node> all(Handle handle, long now, long lease) {
        return handle.createQuery("SELECT node.*, (SELECT COUNT(*) FROM job"
                        + " WHERE job.owner = node.id AND job.state = 'delivering') AS jobs,"
                        + " (SELECT COUNT(*) FROM poll WHERE poll.owner = node.id) AS polls"
                        + " FROM node WHERE beat_at >= :known ORDER BY started_at, id")
                .bind("known", forgotten(now, lease))
                .map((row, context) -> new Node(
                        row.getString("id"),
                        row.getString("version"),
                        Instant.ofEpochMilli(row.getLong("started_at")),
                        Instant.ofEpochMilli(row.getLong("beat_at")),
                        row.getLong("beat_at") >= now - lease,
                        row.getInt("jobs"),
                        row.getInt("polls")))
                .list();
    }

    /** Which node polls a feed just now, for each feed that is polled. */
    public Map<String, String> polling() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT feed, owner FROM poll WHERE owner IS NOT NULL")
                .map((row, context) -> Map.entry(row.getString("feed"), row.getString("owner")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The id of this node. */
    public String self() {
        return self.id();
    }

    /** Leaves the others; what is left of this node is free when its leases are over. */
    public void leave() {
        joined = false;
        jdbi.useTransaction(handle -> {
            forgetRuns(handle, startedAt);
            handle.execute("DELETE FROM node WHERE id = ?", self.id());
        });
    }

    // Of runs of this node that died: nobody misses them any more, also when this one stops in good order.
    private void forgetRuns(Handle handle, long before) {
        handle.select("SELECT id FROM node WHERE beat_at < ?", before).mapTo(String.class).stream()
                .filter(id -> Node.name(id).equals(Node.name(self.id())))
                .forEach(id -> handle.execute("DELETE FROM node WHERE id = ? AND beat_at < ?", id, before));
    }

    @Override
    public boolean isEmpty() {
        return !joined;
    }

    @Override
    public Runnable prolong(Handle handle, long until) {
        // It may have left since somebody saw that it has not.
        return joined && here(handle) ? audits : () -> {};
    }

    /** It goes on saying that it is there. */
    @Override
    public void abandon() {
        // There is nothing to give up.
    }
}
