package io.jobdrop.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of polls among nodes that share a ledger, a row for each feed. Quartz fires on every node; the row decides who
 * polls. A turn has a lease and a fence, as a claim has: the feed of a node that died is polled by another one.
 *
 * <p>A feed's scan is trusted again only when a poll has gone well to its end, so that what a dead node has scanned by half
 * is scanned to the list's end.
 */
public final class SharedPolls implements PollTurns, Leased {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPolls.class);
    private static final String FREE = "(owner IS NULL OR lease_until < :now)";
    // Rows may become visible later than others that were changed after them.
    private static final long OVERLAP_MILLIS = 2000;

    private final Jdbi jdbi;
    private final Clock clock;
    private final Clock own;
    private final String owner;
    private final long lease;
    private final Map<String, Long> held = new ConcurrentHashMap<>();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private long heardUntil = Long.MIN_VALUE / 2;

    /** The turns of the node {@code owner}, whose schedules fire by its {@code own} clock. */
    public SharedPolls(LedgerDatabase database, Clock clock, Clock own, String owner) {
        this.jdbi = database.notes();
        this.clock = clock;
        this.own = own;
        this.owner = owner;
        this.lease = database.lease().toMillis();
    }

    private record Turn(long fence, Trust trust) {}

    private record Row(
            @Nullable String owner,
            long leaseUntil,
            long fence,
            @Nullable Long firedFor,
            @Nullable Long wantedAt,
            boolean trusted) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getString("owner"),
                    row.getLong("lease_until"),
                    row.getLong("fence"),
                    number(row, "fired_for"),
                    number(row, "wanted_at"),
                    row.getInt("trusted") == 1);
        }

        private static @Nullable Long number(ResultSet row, String column) throws SQLException {
            long value = row.getLong(column);
            return row.wasNull() ? null : value;
        }

        boolean isAbandoned(long now) {
            return owner != null && leaseUntil < now;
        }

        boolean isNew(long fired) {
            return firedFor == null || firedFor < fired;
        }
    }

    @Override
    public Optional<Trust> take(String feed, OptionalLong firedFor) {
        lost.remove(feed);
        Optional<Turn> taken = jdbi.inTransaction(handle -> {
            long now = clock.millis();
            handle.execute(
                    "INSERT INTO poll (feed, changed_at) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM poll WHERE feed = ?)"
                            + " ON CONFLICT DO NOTHING",
                    feed,
                    now,
                    feed);
            Row row = handle.createQuery("SELECT * FROM poll WHERE feed = :feed")
                    .bind("feed", feed)
                    .map((found, context) -> Row.of(found))
                    .one();
            // One that is late must not make those that came before it look new.
            OptionalLong fired = FireTimes.byServer(firedFor, own, clock).stream()
                    .filter(row::isNew)
                    .findFirst();
            if (fired.isEmpty() && row.wantedAt() == null && !row.isAbandoned(now)) {
                return Optional.empty();
            }
            if (row.owner() != null && !row.isAbandoned(now)) {
                later(handle, feed, fired, now);
                return Optional.empty();
            }
            begin(handle, feed, fired, row.fence() + 1, now);
            return Optional.of(new Turn(row.fence() + 1, row.trusted() ? Trust.TRUSTED : Trust.UNTRUSTED));
        });
        taken.ifPresent(turn -> held.put(feed, turn.fence()));
        return taken.map(Turn::trust);
    }

    // What fires while a poll runs, runs once after it.
    private static void later(Handle handle, String feed, OptionalLong firedFor, long now) {
        if (firedFor.isPresent()) {
            handle.execute(
                    "UPDATE poll SET fired_for = ?, wanted_at = COALESCE(wanted_at, ?) WHERE feed = ?",
                    firedFor.getAsLong(),
                    now,
                    feed);
        }
    }

    private void begin(Handle handle, String feed, OptionalLong firedFor, long fence, long now) {
        handle.createUpdate("UPDATE poll SET owner = :owner, fence = :fence, lease_until = :until,"
                        + " fired_for = COALESCE(:fired, fired_for), wanted_at = NULL, started_at = :now,"
                        + " ended_at = NULL, trusted = 0, changed_at = :now WHERE feed = :feed")
                .bind("owner", owner)
                .bind("fence", fence)
                .bind("until", now + lease)
                .bind("fired", firedFor.isPresent() ? firedFor.getAsLong() : null)
                .bind("now", now)
                .bind("feed", feed)
                .execute();
    }

    @Override
    public boolean isLost(String feed) {
        return lost.contains(feed);
    }

    @Override
    public void end(State state, boolean trusted) {
        leave(
                state.feed(),
                "ended_at = :now, error = :error, passing = :passing, trusted = :trusted,"
                        + " well_at = CASE WHEN :well THEN started_at ELSE well_at END",
                Map.of("passing", state.passing() ? 1 : 0, "trusted", trusted ? 1 : 0, "well", state.error() == null),
                state.error());
    }

    @Override
    public void giveBack(String feed) {
        leave(feed, "wanted_at = :now", Map.of(), null);
    }

    private void leave(String feed, String change, Map<String, ?> values, @Nullable String error) {
        Long fence = held.remove(feed);
        if (fence != null) {
            jdbi.useTransaction(handle -> handle.createUpdate("UPDATE poll SET owner = NULL, lease_until = NULL, "
                            + change + ", changed_at = :now WHERE feed = :feed AND owner = :owner AND fence = :fence")
                    .bindMap(values)
                    .bind("error", error)
                    .bind("now", clock.millis())
                    .bind("feed", feed)
                    .bind("owner", owner)
                    .bind("fence", fence)
                    .execute());
        }
    }

    @Override
    public void want(String feed, boolean first) {
        jdbi.useTransaction(handle -> handle.createUpdate("INSERT INTO poll (feed, wanted_at, changed_at)"
                        + " VALUES (:feed, :now, :now)"
                        + " ON CONFLICT (feed) DO UPDATE SET wanted_at = COALESCE(poll.wanted_at, :later)")
                .bind("feed", feed)
                .bind("now", clock.millis())
                .bind("later", first ? null : (Long) clock.millis())
                .execute());
    }

    @Override
    public List<String> wanted() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT feed FROM poll WHERE "
                        + "(wanted_at IS NOT NULL AND " + FREE + ") OR lease_until < :now ORDER BY feed")
                .bind("now", clock.millis())
                .mapTo(String.class)
                .list());
    }

    @Override
    public synchronized List<State> news() {
        long now = clock.millis();
        List<State> news = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT * FROM poll WHERE changed_at >= :since AND started_at IS NOT NULL")
                .bind("since", heardUntil - OVERLAP_MILLIS)
                .map((row, context) -> new State(
                        row.getString("feed"),
                        row.getLong("started_at"),
                        row.getObject("ended_at") != null,
                        row.getLong("well_at"),
                        row.getString("error"),
                        row.getInt("passing") == 1))
                .list());
        heardUntil = now;
        return news;
    }

    @Override
    public boolean isEmpty() {
        return held.isEmpty();
    }

    @Override
    public Runnable prolong(Handle handle, long until) {
        List<Map.Entry<String, Long>> turns = List.copyOf(held.entrySet());
        PreparedBatch batch = handle.prepareBatch(
                "UPDATE poll SET lease_until = :until WHERE feed = :feed AND owner = :owner AND fence = :fence");
        turns.forEach(turn -> batch.bind("until", until)
                .bind("feed", turn.getKey())
                .bind("owner", owner)
                .bind("fence", turn.getValue())
                .add());
        int[] prolonged = batch.execute();
        List<Map.Entry<String, Long>> gone = IntStream.range(0, prolonged.length)
                .filter(i -> prolonged[i] == 0)
                .mapToObj(turns::get)
                .toList();
        return () -> gone.forEach(turn -> lost(turn.getKey(), turn.getValue()));
    }

    private void lost(String feed, long fence) {
        if (held.remove(feed, fence)) {
            lost.add(feed);
            LOG.warn("{}: another node polls it now; the poll of this node ends", feed);
        }
    }

    @Override
    public void abandon() {
        lost.addAll(held.keySet());
        held.clear();
    }
}
