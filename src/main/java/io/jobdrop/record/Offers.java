package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

/**
 * The jobs between a poll and a worker, when nodes share a ledger: a row for each, which any node takes. A job that waits is
 * not offered twice. What a node had when it died is free when its lease is over.
 */
public final class Offers {
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";
    static final String OWNED = KEY + " AND owner = :owner AND number = :number";

    // The job may have been claimed after the offer was taken, and its lease be over later.
    static final String ORPHAN = "owner IS NOT NULL AND lease_until < :now AND NOT EXISTS (SELECT 1 FROM job"
            + " WHERE job.feed = offer.feed AND job.job_id = offer.job_id AND job.state = 'delivering'"
            + " AND job.lease_until >= :now)";

    // A message of a broker may be lost, or wait behind others.
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    static final String FREE = "owner IS NULL AND (told_at IS NULL OR told_at <= :patience)";

    // What a node could not even begin on is left to others for as long as they need to look: the trouble may be its
    // own.
    private static final Duration OTHERS_FIRST = Duration.ofSeconds(5);
    private static final Duration LATELY = Duration.ofMinutes(1);
    private static final String MINE = " AND (offered_at <= :othersFirst OR NOT EXISTS (SELECT 1 FROM attempt"
            + " WHERE attempt.feed = offer.feed AND attempt.job_id = offer.job_id AND attempt.node = :owner"
            + " AND attempt.outcome = 'postponed' AND attempt.ended_at > :lately))";
    private static final List<Statement.Rank> RANKS = List.of(Statement.Rank.values());

    private final Jdbi jdbi;
    private final Clock clock;
    private final String owner;
    private final long lease;
    private volatile Map<String, WaitingOffers> seen = Map.of();
    private final OfferLeases leases;

    /** The offers as the node {@code owner} takes them. */
    public Offers(LedgerDatabase database, Clock clock, String owner) {
        this.jdbi = database.notes();
        this.clock = clock;
        this.owner = owner;
        this.lease = database.lease().toMillis();
        this.leases = new OfferLeases(owner);
    }

    /**
     * An offer that a worker has taken.
     *
     * @param number tells it from earlier takes of the same job
     * @param entry what the poll said of the job, encrypted
     */
    public record Offer(String feed, String jobId, long number, String entry) {}

    /** Offers a job to whoever looks. */
    public void put(Job job, String entry) {
        put(job, entry, false);
    }

    /**
     * Offers a job. Of one that is offered already, the entry that says more counts; while a worker has it, that one is for
     * the time after.
     *
     * @param telling whether a broker is going to tell of it
     * @return whether it is to be told: nobody has offered the job before
     */
    public boolean put(Job job, String entry, boolean telling) {
        long now = clock.millis();
        return jdbi.inTransaction(
                handle -> handle.createQuery("INSERT INTO offer (feed, job_id, offered_at, rank, entry, told_at)"
                                + " VALUES (:feed, :id, :now, :rank, :entry, :told) ON CONFLICT (feed, job_id) DO UPDATE SET"
                                + " entry = CASE WHEN offer.owner IS NULL AND :rank >= offer.rank THEN :entry ELSE offer.entry END,"
                                + " rank = CASE WHEN offer.owner IS NULL AND :rank >= offer.rank THEN :rank ELSE offer.rank END,"
                                + " later = CASE WHEN offer.owner IS NOT NULL AND :rank > COALESCE(offer.later_rank, offer.rank)"
                                + " THEN :entry ELSE offer.later END,"
                                + " later_rank = CASE WHEN offer.owner IS NOT NULL"
                                + " AND :rank > COALESCE(offer.later_rank, offer.rank) THEN :rank ELSE offer.later_rank END"
                                + " RETURNING offered_at = :now AND told_at IS NOT NULL AS fresh")
                        .bind("feed", job.feed())
                        .bind("id", job.id())
                        .bind("now", now)
                        .bind("told", telling ? Long.valueOf(now) : null)
                        .bind("rank", RANKS.indexOf(job.rank()))
                        .bind("entry", entry)
                        .mapTo(Boolean.class)
                        .one());
    }

    /** A broker could not tell of an offer, or nobody has heard it: whoever looks may take it. */
    public void untold(String feed, String jobId) {
        jdbi.useTransaction(handle -> handle.createUpdate("UPDATE offer SET told_at = NULL" + KEY)
                .bind("feed", feed)
                .bind("id", jobId)
                .execute());
    }

    /** A broker may have lost what it was to tell. */
    public void untold() {
        jdbi.useTransaction(handle -> handle.execute("UPDATE offer SET told_at = NULL WHERE told_at IS NOT NULL"));
    }

    /** Takes one that a broker told of; empty when it is not free any more, or left to others. */
    public Optional<Offer> take(String feed, String jobId) {
        return taken(take(feed, "owner IS NULL AND job_id = :id" + MINE, jobId));
    }

    /**
     * Takes the oldest free offer of a feed that is not left to others; with {@code orphan} only one that a node had which
     * died.
     */
    public Optional<Offer> take(String feed, boolean orphan) {
        Optional<Offer> offer = take(feed, ORPHAN, "");
        return taken(orphan ? offer : offer.or(() -> take(feed, FREE + MINE, "")));
    }

    private Optional<Offer> taken(Optional<Offer> offer) {
        offer.ifPresent(leases::add);
        return offer;
    }

    // READ COMMITTED is enough for one statement, and lets workers pass each other.
    private Optional<Offer> take(String feed, String free, String id) {
        long now = clock.millis();
        return jdbi.withHandle(handle -> handle.createQuery("UPDATE offer SET owner = :owner, number = number + 1,"
                        + " lease_until = :until WHERE feed = :feed AND job_id = (SELECT job_id FROM offer"
                        + " WHERE feed = :feed AND " + free
                        + " ORDER BY offered_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *")
                .bind("owner", owner)
                .bind("until", now + lease)
                .bind("feed", feed)
                .bind("id", id)
                .bind("now", now)
                .bind("patience", now - PATIENCE.toMillis())
                .bind("othersFirst", now - OTHERS_FIRST.toMillis())
                .bind("lately", now - LATELY.toMillis())
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

    /**
     * A worker could not even begin: the offer is free at once, behind those that wait already. Its node leaves it to
     * others for some seconds.
     */
    public void handOver(Offer offer) {
        // First, since another worker of this node may look as soon as it is free.
        jdbi.useTransaction(handle -> bind(handle.createUpdate("UPDATE offer SET offered_at = :now" + OWNED), offer)
                .bind("now", clock.millis())
                .execute());
        giveBack(offer);
    }

    private void end(Offer offer, String over) {
        leases.remove(offer);
        jdbi.useTransaction(handle -> {
            int ended = bind(handle.createUpdate("DELETE FROM offer" + OWNED + " AND " + over), offer)
                    .execute();
            if (ended == 0) {
                bind(
                                handle.createUpdate("UPDATE offer SET owner = NULL, lease_until = NULL,"
                                        + " entry = COALESCE(later, entry), rank = COALESCE(later_rank, rank),"
                                        + " later = NULL, later_rank = NULL, told_at = NULL" + OWNED),
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

    /** How many offers wait for a worker, for each feed that has some. */
    public Map<String, WaitingOffers> waiting() {
        long now = clock.millis();
        seen = jdbi.withHandle(handle -> WaitingOffers.of(handle, now, now - PATIENCE.toMillis()));
        return seen;
    }

    /** How many offers of a feed waited for a worker when somebody looked last. */
    public int waiting(String feed) {
        WaitingOffers waiting = seen.get(feed);
        return waiting == null ? 0 : waiting.all();
    }

    /** Whether a job is offered, be it that a worker has it. */
    public boolean has(Job job) {
        return count(KEY, job.feed(), job.id()) > 0;
    }

    /** How many offers a feed has, those of workers too. */
    public int count(String feed) {
        return count(" WHERE feed = :feed", feed, "");
    }

    private int count(String where, String feed, String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM offer" + where)
                .bind("feed", feed)
                .bind("id", id)
                .mapTo(Integer.class)
                .one());
    }

    /** The leases of what workers of this node have. */
    public Leased leases() {
        return leases;
    }
}
