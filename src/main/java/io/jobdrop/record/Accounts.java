package io.jobdrop.record;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The turns and pauses of vendors' accounts which the nodes of a ledger on a server share. Only the server's clock counts:
 * everything here is a difference from its time, so that the clock of a node changes nothing.
 *
 * <p>A method is one statement and throws when the server does not answer. None is repeated.
 */
public final class Accounts {
    /** How early a turn is given, so that a fast account does not wait for the server between two. */
    public static final Duration AHEAD = Duration.ofMillis(250);

    // A turn that is further away was given at a slower rate, or before the server's clock was set back.
    private static final Duration FARTHEST = Duration.ofSeconds(10);

    private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

    // READ COMMITTED waits for the row's lock and then sees what the other node wrote. The clock is read after that.
    private static final String TAKE = "INSERT INTO account AS a (vendor, next_turn)"
            + " SELECT :vendor, " + NOW
            + " + :length FROM (SELECT set_config('synchronous_commit', 'off', true)) AS flush"
            + " ON CONFLICT (vendor) DO UPDATE SET next_turn = :length + CASE WHEN a.next_turn > " + NOW
            + " + :farthest"
            + " THEN " + NOW + " + :ahead ELSE GREATEST(a.next_turn, " + NOW + ") END"
            + " WHERE a.next_turn <= " + NOW + " + :ahead OR a.next_turn > " + NOW + " + :farthest"
            + " RETURNING next_turn - :length - " + NOW;
    private static final String ASK_AGAIN =
            "SELECT next_turn - :ahead - " + NOW + " FROM account WHERE vendor = :vendor";

    private static final String PAUSE = "INSERT INTO account AS a (vendor, quiet_until, why, refused)"
            + " VALUES (:vendor, " + NOW + " + :length, :why, :refused)"
            + " ON CONFLICT (vendor) DO UPDATE SET quiet_until = EXCLUDED.quiet_until, why = EXCLUDED.why,"
            + " refused = EXCLUDED.refused WHERE EXCLUDED.quiet_until > a.quiet_until";
    private static final String PAUSES =
            "SELECT vendor, quiet_until - " + NOW + " AS length, why FROM account WHERE quiet_until > " + NOW;
    private static final String FORGET =
            "UPDATE account SET quiet_until = 0 WHERE refused = 1 AND quiet_until > " + NOW;

    private final Jdbi jdbi;
    private final Supplier<Optional<String>> away;

    private Accounts(Jdbi jdbi, Supplier<Optional<String>> away) {
        this.jdbi = jdbi;
        this.away = away;
    }

    /** The accounts of a ledger on a server that may be {@code away}; empty for a file, which has one process. */
    public static Optional<Accounts> of(LedgerDatabase ledger, Supplier<Optional<String>> away) {
        return ledger.isOnServer() ? Optional.of(new Accounts(ledger.jdbi(), away)) : Optional.empty();
    }

    /** Why the server need not be asked now, in words for operators; empty when it may answer. */
    public Optional<String> away() {
        return away.get();
    }

    /**
     * Turns, or none yet.
     *
     * @param given whether there are turns
     * @param in the time until the first of them, or until it is worth asking again; it may be negative
     */
    public record Turns(boolean given, Duration in) {}

    /**
     * Takes some turns in a row, without waiting for a disk.
     *
     * @param spacing the time from each to the next, and from the last to the next node's
     */
    public Turns takeTurns(String vendor, long count, Duration spacing) {
        return jdbi.withHandle(handle -> handle.createQuery(TAKE)
                .bind("vendor", vendor)
                .bind("length", micros(spacing.multipliedBy(count)))
                .bind("ahead", micros(AHEAD))
                .bind("farthest", micros(FARTHEST.plus(spacing.multipliedBy(2))))
                .mapTo(Long.class)
                .findOne()
                .map(wait -> new Turns(true, Duration.of(wait, ChronoUnit.MICROS)))
                .orElseGet(() -> new Turns(false, askAgain(handle, vendor))));
    }

    private static Duration askAgain(Handle handle, String vendor) {
        return handle.createQuery(ASK_AGAIN)
                .bind("vendor", vendor)
                .bind("ahead", micros(AHEAD))
                .mapTo(Long.class)
                .findOne()
                .map(wait -> Duration.of(wait, ChronoUnit.MICROS))
                .orElse(Duration.ZERO);
    }

    /**
     * An account that is left alone.
     *
     * @param length from now
     * @param why in words without secrets
     */
    public record Pause(String vendor, Duration length, String why) {}

    /** Lets all nodes leave an account alone, unless they do so for longer already. */
    public void pause(Pause pause, boolean refused) {
        jdbi.useHandle(handle -> handle.createUpdate(PAUSE)
                .bind("vendor", pause.vendor())
                .bind("length", micros(pause.length()))
                .bind("why", pause.why())
                .bind("refused", refused ? 1 : 0)
                .execute());
    }

    /** The pauses that are on. */
    public List<Pause> pauses() {
        return jdbi.withHandle(handle -> handle.createQuery(PAUSES)
                .map((row, context) -> new Pause(
                        row.getString("vendor"),
                        Duration.of(row.getLong("length"), ChronoUnit.MICROS),
                        row.getString("why")))
                .list());
    }

    /** Ends the pauses of accounts that were refused: a node that starts may have other credentials. */
    public void forgetRefusals() {
        jdbi.useHandle(handle -> handle.execute(FORGET));
    }

    private static long micros(Duration time) {
        // Rounded up, since a spacing that is cut would let one request more through.
        return (time.toNanos() + 999) / 1000;
    }
}
