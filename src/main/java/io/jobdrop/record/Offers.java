package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs between a poll and a worker, when nodes share a ledger: a row for each, which any node takes. A job that waits is
 * not offered twice. What a node had when it died is free when its lease is over.
 */
public final class Offers implements Leased {
    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";
    private static final String OWNED = KEY + " AND owner = :owner AND number = :number";

    // The job may have been claimed after the offer was taken, and its lease be over later.
    private static final String ORPHAN = "owner IS NOT NULL AND lease_until < :now AND NOT EXISTS (SELECT 1 FROM job"
            + " WHERE job.feed = offer.feed AND job.job_id = offer.job_id AND job.state = 'delivering'"
            + " AND job.lease_until >= :now)";
    private static final List<Statement.Rank> RANKS = List.of(Statement.Rank.values());

    private final Jdbi jdbi;
    private final Clock clock;
    private final String owner;
    private final long lease;
    private volatile Map<String, Waiting> seen = Map.of();
    private final Set<Offer> held = ConcurrentHashMap.newKeySet();

    /** The offers as the node {@code owner} takes them. */
    public Offers(LedgerDatabase database, Clock clock, String owner) {
        this.jdbi = database.notes();
        this.clock = clock;
        this.owner = owner;
        this.lease = database.lease().toMillis();
    }

    /**
     * An offer that a worker has taken.
     *
     * @param number tells it from earlier takes of the same job
     * @param entry what the poll said of the job, encrypted
     */
    public record Offer(String feed, String jobId, long number, String entry) {}

    /**
     * How many offers of a feed are free.
     *
     * @param orphans those that a node had which died
     */
    public record Waiting(int fresh, int orphans) {}

    /**
     * Offers a job. Of one that is offered already, the entry that says more counts; while a worker has it, that one is for
     * the time after.
     */
    public void put(Job job, String entry) {
        jdbi.useTransaction(handle -> handle.createUpdate("INSERT INTO offer (feed, job_id, offered_at, rank, entry)"
                        + " VALUES (:feed, :id, :now, :rank, :entry) ON CONFLICT (feed, job_id) DO UPDATE SET"
                        + " entry = CASE WHEN offer.owner IS NULL AND :rank >= offer.rank THEN :entry ELSE offer.entry END,"
                        + " rank = CASE WHEN offer.owner IS NULL AND :rank >= offer.rank THEN :rank ELSE offer.rank END,"
                        + " later = CASE WHEN offer.owner IS NOT NULL AND :rank > COALESCE(offer.later_rank, offer.rank)"
                        + " THEN :entry ELSE offer.later END,"
                        + " later_rank = CASE WHEN offer.owner IS NOT NULL"
                        + " AND :rank > COALESCE(offer.later_rank, offer.rank) THEN :rank ELSE offer.later_rank END")
                .bind("feed", job.feed())
                .bind("id", job.id())
                .bind("now", clock.millis())
                .bind("rank", RANKS.indexOf(job.rank()))
                .bind("entry", entry)
                .execute());
    }

    /** Takes the oldest free offer of a feed; with {@code orphan} only one that a node had which died. */
    public Optional<Offer> take(String feed, boolean orphan) {
        Optional<Offer> taken = orphan ? take(feed, ORPHAN) : takeAny(feed);
        taken.ifPresent(held::add);
        return taken;
    }

    private Optional<Offer> takeAny(String feed) {
        return take(feed, ORPHAN).or(() -> take(feed, "owner IS NULL"));
    }

    // READ COMMITTED is enough for one statement, and lets workers pass each other.
    private Optional<Offer> take(String feed, String free) {
        return jdbi.withHandle(handle -> handle.createQuery("UPDATE offer SET owner = :owner, number = number + 1,"
                        + " lease_until = :until WHERE feed = :feed AND job_id = (SELECT job_id FROM offer"
                        + " WHERE feed = :feed AND " + free
                        + " ORDER BY offered_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *")
                .bind("owner", owner)
                .bind("until", clock.millis() + lease)
                .bind("feed", feed)
                .bind("now", clock.millis())
                .map((row, context) -> offer(row))
                .findOne());
    }

    private static Offer offer(ResultSet row) throws SQLException {
        return new Offer(row.getString("feed"), row.getString("job_id"), row.getLong("number"), row.getString("entry"));
    }

    /** A worker is done with an offer. What came meanwhile and says more is offered then. */
    public void done(Offer offer) {
        end(offer, "later IS NULL");
    }

    /** A worker gives an offer back, since its node stops: it is free at once, unless the job is finished. */
    public void giveBack(Offer offer) {
        end(
                offer,
                "later IS NULL AND NOT EXISTS (SELECT 1 FROM job WHERE job.feed = offer.feed"
                        + " AND job.job_id = offer.job_id AND job.state IN ('open', 'due', 'delivering'))");
    }

    private void end(Offer offer, String over) {
        held.remove(offer);
        jdbi.useTransaction(handle -> {
            int ended = bind(handle.createUpdate("DELETE FROM offer" + OWNED + " AND " + over), offer)
                    .execute();
            if (ended == 0) {
                bind(
                                handle.createUpdate("UPDATE offer SET owner = NULL, lease_until = NULL,"
                                        + " entry = COALESCE(later, entry), rank = COALESCE(later_rank, rank),"
                                        + " later = NULL, later_rank = NULL" + OWNED),
                                offer)
                        .execute();
            }
        });
    }

    private Update bind(Update update, Offer offer) {
        return update.bind("feed", offer.feed())
                .bind("id", offer.jobId())
                .bind("owner", owner)
                .bind("number", offer.number());
    }

    /** How many offers are free, for each feed that has some. */
    public Map<String, Waiting> waiting() {
        Map<String, Waiting> waiting = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("SELECT feed, COUNT(*) AS free, COUNT(owner) AS orphans FROM offer"
                        + " WHERE owner IS NULL OR (" + ORPHAN + ") GROUP BY feed")
                .bind("now", clock.millis())
                .map((row, context) -> Map.entry(
                        row.getString("feed"),
                        new Waiting(row.getInt("free") - row.getInt("orphans"), row.getInt("orphans"))))
                .forEach(entry -> waiting.put(entry.getKey(), entry.getValue())));
        seen = Map.copyOf(waiting);
        return waiting;
    }

    /** How many offers of a feed were free when somebody looked last. */
    public int free(String feed) {
        Waiting waiting = seen.get(feed);
        return waiting == null ? 0 : waiting.fresh() + waiting.orphans();
    }

    /** Whether a job is offered, be it that a worker has it. */
    public boolean has(Job job) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM offer" + KEY)
                        .bind("feed", job.feed())
                        .bind("id", job.id())
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    /** How many offers a feed has, those of workers too. */
    public int count(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM offer WHERE feed = :feed")
                .bind("feed", feed)
                .mapTo(Integer.class)
                .one());
    }

    @Override
    public boolean isEmpty() {
        return held.isEmpty();
    }

    @Override
    public Runnable prolong(Handle handle, long until) {
        List<Offer> mine = List.copyOf(held);
        PreparedBatch batch = handle.prepareBatch("UPDATE offer SET lease_until = :until" + OWNED);
        mine.forEach(offer -> batch.bind("until", until)
                .bind("feed", offer.feed())
                .bind("id", offer.jobId())
                .bind("owner", owner)
                .bind("number", offer.number())
                .add());
        int[] prolonged = batch.execute();
        List<Offer> lost = IntStream.range(0, prolonged.length)
                .filter(i -> prolonged[i] == 0)
                .mapToObj(mine::get)
                .toList();
        return () -> lost.forEach(this::lost);
    }

    // The claim on the job decides: without one, nothing of it is published.
    private void lost(Offer offer) {
        if (held.remove(offer)) {
            LOG.debug("{} job {} is offered to others now", offer.feed(), offer.jobId());
        }
    }

    @Override
    public void abandon() {
        held.clear();
    }
}
