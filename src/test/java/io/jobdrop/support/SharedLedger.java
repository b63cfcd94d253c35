package io.jobdrop.support;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.record.LedgerDatabase;
import java.nio.file.Path;
import java.time.Duration;

/** An empty ledger on a PostgreSQL server, which nodes share, with a clock that the test sets. */
public final class SharedLedger implements AutoCloseable {
    /** Longer than the lease. */
    public static final Duration LEASE_AND_MORE = Duration.ofSeconds(4);

    private final ManualClock clock = new ManualClock();
    private final OnServer address;
    private final LedgerDatabase database;

    /** The ledger of a schema, which is that of one test class. */
    public SharedLedger(String schema, Path drop) {
        address = TestServer.shared(schema);
        database = LedgerDatabase.open(address, drop);
        TestServer.execute("TRUNCATE " + schema + ".node, " + schema + ".poll, " + schema + ".offer, " + schema
                + ".audit, " + schema + ".job RESTART IDENTITY CASCADE");
    }

    public OnServer address() {
        return address;
    }

    public LedgerDatabase database() {
        return database;
    }

    public ManualClock clock() {
        return clock;
    }

    /** Lets all leases run out. */
    public void outlast() {
        clock.tick(LEASE_AND_MORE);
    }

    @Override
    public void close() {
        database.close();
    }
}
