package io.jobdrop.record;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of a database server, so that all nodes count leases and pauses alike, however wrong their own clocks are. It
 * goes on by this machine's monotonic clock, and is set from time to time.
 */
final class ServerClock extends Clock {
    private static final Logger LOG = LoggerFactory.getLogger(ServerClock.class);
    private static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ConnectionFactory server;
    private final LongSupplier monotonic;
    private volatile Reading reading;

    // What the server's clock showed at a moment of this machine's monotonic clock.
    private record Reading(long millis, long nanos) {}

    ServerClock(ConnectionFactory server) {
        this(server, System::nanoTime);
    }

    ServerClock(ConnectionFactory server, LongSupplier monotonic) {
        this.server = server;
        this.monotonic = monotonic;
        try {
            reading = read();
        } catch (SQLException e) {
            throw new UnusableLedger("the clock of the ledger's server cannot be read: " + e.getMessage(), e);
        }
    }

    private Reading read() throws SQLException {
        Connection connection = server.openConnection();
        try (Statement query = connection.createStatement()) {
            long before = monotonic.getAsLong();
            try (ResultSet row =
                    query.executeQuery("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now")) {
                row.next();
                long after = monotonic.getAsLong();
                return new Reading(row.getLong("now"), before + (after - before) / 2);
            }
        } finally {
            server.closeConnection(connection);
        }
    }

    /** Sets it by the server's, if that was long ago. To be called from time to time by a thread that may wait. */
    void set() {
        long begun = monotonic.getAsLong();
        if (begun - reading.nanos() < AGE_NANOS) {
            return;
        }
        try {
            Reading fresh = read();
            // The middle of a long wait says little.
            if (monotonic.getAsLong() - begun < TRUSTED_NANOS) {
                reading = fresh;
            }
        } catch (SQLException e) {
            LOG.debug("the clock of the ledger's server could not be read", e);
        }
    }

    @Override
    public long millis() {
        Reading last = reading;
        return last.millis() + TimeUnit.NANOSECONDS.toMillis(monotonic.getAsLong() - last.nanos());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("it shows moments, and no dates");
    }
}
