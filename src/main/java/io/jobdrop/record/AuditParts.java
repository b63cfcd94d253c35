package io.jobdrop.record;

import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Parts of audits as one process does them, one at a time. A part has a lease and a fence: another process does it again
 * when this one dies. The parts of a dead command are nobody's.
 */
public final class AuditParts implements Leased {
    private static final String OWNED =
            " WHERE audit = :audit AND number = :number AND owner = :owner AND fence = :fence AND files IS NULL";

    private final Jdbi jdbi;
    private final Clock clock;
    private final String owner;
    private final @Nullable String only;
    private final long lease;
    private volatile @Nullable Part held;

    /** The parts of all audits, as the node {@code owner} takes them. */
    public AuditParts(LedgerDatabase database, Clock clock, String owner) {
        this(database, clock, owner, null);
    }

    AuditParts(LedgerDatabase database, Clock clock, String owner, @Nullable String only) {
        this.jdbi = database.notes();
        this.clock = clock;
        this.owner = owner;
        this.only = only;
        this.lease = database.lease().toMillis();
    }

    /**
     * Some jobs of a feed, of which those count that were delivered.
     *
     * @param audit the command that waits for it
     * @param fence tells it from earlier takes of the same part
     * @param first the first row of the ledger's jobs
     * @param last the last one
     */
    public record Part(String audit, long number, long fence, String feed, long first, long last) {}

    /** Takes one that nobody has; empty when there is none. */
    public Optional<Part> take() {
        long now = clock.millis();
        Optional<Part> taken = jdbi.withHandle(handle -> handle.createQuery("UPDATE audit_part SET owner = :owner,"
                        + " fence = fence + 1, lease_until = :until WHERE (audit, number) = (SELECT part.audit, part.number"
                        + " FROM audit_part AS part JOIN audit ON audit.id = part.audit WHERE audit.lease_until >= :now"
                        + " AND (CAST(:only AS TEXT) IS NULL OR part.audit = :only)"
                        + " AND part.files IS NULL AND (part.owner IS NULL OR part.lease_until < :now)"
                        + " ORDER BY part.audit, part.number LIMIT 1 FOR UPDATE OF part SKIP LOCKED) RETURNING *")
                .bind("owner", owner)
                .bind("only", only)
                .bind("until", now + lease)
                .bind("now", now)
                .map((row, context) -> new Part(
                        row.getString("audit"),
                        row.getLong("number"),
                        row.getLong("fence"),
                        row.getString("feed"),
                        row.getLong("first_row"),
                        row.getLong("last_row")))
                .findOne());
        held = taken.orElse(null);
        return taken;
    }

    /** Whether a part is still this process's. */
    public boolean isHeld(Part part) {
        return part.equals(held);
    }

    /** A part is done. Nothing is written when another process has it by now, or nobody waits for it. */
    public void done(Part part, Audited audited, String findings) {
        held = null;
        jdbi.useTransaction(handle -> bind(
                        handle.createUpdate("UPDATE audit_part SET jobs = :jobs, files = :files, unread = :unread,"
                                + " bytes = :bytes, findings = :findings, lease_until = NULL" + OWNED),
                        part)
                .bindMethods(audited)
                .bind("findings", findings)
                .execute());
    }

    /** Gives back what this process has, so that others can take it at once. */
    public void giveBack() {
        Part part = held;
        held = null;
        if (part != null) {
            jdbi.useTransaction(handle -> bind(
                            handle.createUpdate("UPDATE audit_part SET owner = NULL, lease_until = NULL" + OWNED), part)
                    .execute());
        }
    }

    private Update bind(Update update, Part part) {
        return update.bind("audit", part.audit())
                .bind("number", part.number())
                .bind("fence", part.fence())
                .bind("owner", owner);
    }

    @Override
    public boolean isEmpty() {
        return held == null;
    }

    @Override
    public Runnable prolong(Handle handle, long until) {
        Part part = held;
        if (part != null
                && bind(handle.createUpdate("UPDATE audit_part SET lease_until = :until" + OWNED), part)
                                .bind("until", until)
                                .execute()
                        == 0) {
            return () -> lost(part);
        }
        return () -> {};
    }

    // It may be done, and the next one be held, since then.
    private void lost(Part part) {
        if (isHeld(part)) {
            held = null;
        }
    }

    @Override
    public void abandon() {
        held = null;
    }
}
