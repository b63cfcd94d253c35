package io.jobdrop.record;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * An audit that a command shares with the nodes of its ledger: it cuts the jobs into parts, and reads what was
 * found in them. Its rows go when the command ends. When it dies, the next audit or {@link #forget} deletes them.
 */
public final class Audits implements Leased {
    private static final long JOBS = 200;
    private static final long BYTES = 1_000_000_000;

    // A part has few jobs or few bytes, so that no process is the last one for long.
    private static final String CUT = "INSERT INTO audit_part (audit, number, feed, first_row, last_row)"
            + " SELECT :audit, row_number() OVER (ORDER BY feed, MIN(place)), feed, MIN(place), MAX(place)"
            + " FROM (SELECT job.feed, job.rowid AS place, floor(SUM(:job + COALESCE((SELECT SUM(bytes) FROM job_file"
            + " WHERE job_file.feed = job.feed AND job_file.job_id = job.job_id), 0))"
            + " OVER (PARTITION BY job.feed ORDER BY job.rowid) / :size) AS part FROM job WHERE "
            + JobStream.KEPT + " AND (CAST(:feed AS TEXT) IS NULL OR job.feed = :feed)) AS placed GROUP BY feed, part";

    private final LedgerDatabase database;
    private final Jdbi jdbi;
    private final Clock clock;
    private final long lease;
    private final long jobs;
    private final String id = UUID.randomUUID().toString();
    private volatile boolean begun;

    /** An audit of a ledger that nodes share. */
    public Audits(LedgerDatabase database, Clock clock) {
        this(database, clock, JOBS);
    }

    Audits(LedgerDatabase database, Clock clock, long jobs) {
        this.database = database;
        this.jdbi = database.notes();
        this.clock = clock;
        this.lease = database.lease().toMillis();
        this.jobs = jobs;
    }

    /**
     * How far an audit is.
     *
     * @param parts those that the ledger has of it
     * @param done those that somebody has done
     */
    public record Progress(long parts, long done, Audited audited) {}

    /**
     * A part that is done.
     *
     * @param findings as they were handed over; empty when there were too many
     */
    public record Done(AuditParts.Part part, String findings) {}

    /** Cuts the jobs into parts, of one feed, where it is given; returns how many parts there are. */
    public long begin(@Nullable String feed) {
        long parts = jdbi.inTransaction(handle -> {
            forget(handle, clock.millis());
            handle.execute("INSERT INTO audit (id, lease_until) VALUES (?, ?)", id, clock.millis() + lease);
            long cut = handle.createUpdate(CUT)
                    .bind("audit", id)
                    .bind("feed", feed)
                    .bind("job", BYTES / jobs)
                    .bind("size", BYTES)
                    .execute();
            // That may have taken longer than a lease.
            handle.execute("UPDATE audit SET lease_until = ? WHERE id = ?", clock.millis() + lease, id);
            return cut;
        });
        begun = true;
        return parts;
    }

    /** Its own parts alone, as the command takes them. */
    public AuditParts parts() {
        return new AuditParts(database, clock, id, id);
    }

    /** How far it is. */
    public Progress progress() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT COUNT(*) AS parts, COUNT(files) AS done,"
                        + " COALESCE(SUM(jobs), 0) AS jobs, COALESCE(SUM(files), 0) AS files,"
                        + " COALESCE(SUM(unread), 0) AS unread, COALESCE(SUM(bytes), 0) AS bytes"
                        + " FROM audit_part WHERE audit = :audit")
                .bind("audit", id)
                .map((row, context) -> new Progress(row.getLong("parts"), row.getLong("done"), Audited.of(row)))
                .one());
    }

    /** Some parts after a number that are done, in order, up to the first one that is not. */
    public List<Done> done(long after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM audit_part WHERE audit = :audit"
                        + " AND number > :after AND number < COALESCE((SELECT MIN(number) FROM audit_part"
                        + " WHERE audit = :audit AND files IS NULL), number + 1) ORDER BY number LIMIT :limit")
                .bind("audit", id)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Done(
                        new AuditParts.Part(
                                row.getString("audit"),
                                row.getLong("number"),
                                row.getLong("fence"),
                                row.getString("feed"),
                                row.getLong("first_row"),
                                row.getLong("last_row")),
                        row.getString("findings")))
                .list());
    }

    /** Deletes its rows. Who works on a part of it notices within seconds. */
    public void end() {
        begun = false;
        jdbi.useTransaction(handle -> handle.execute("DELETE FROM audit WHERE id = ?", id));
    }

    /** Deletes the rows of commands that died, and returns how many there were. */
    public static int forget(LedgerDatabase database, Clock clock) {
        return database.notes().inTransaction(handle -> forget(handle, clock.millis()));
    }

    private static int forget(Handle handle, long now) {
        return handle.execute("DELETE FROM audit WHERE lease_until < ?", now);
    }

    @Override
    public boolean isEmpty() {
        return !begun;
    }

    @Override
    public Runnable prolong(Handle handle, long until) {
        handle.execute("UPDATE audit SET lease_until = ? WHERE id = ?", until, id);
        return () -> {};
    }

    /** It goes on: its parts are others' or done, and who deletes its rows ends it. */
    @Override
    public void abandon() {
        // There is nothing to give up.
    }
}
