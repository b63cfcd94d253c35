package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.job.Redacted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a ledger on a server: an advisory lock of a session, on a connection for it alone. The server gives it to
 * one session at a time, or to all nodes that share the work; and takes it back when the session ends.
 *
 * <p>When the connection breaks, the lock is away: nothing new may begin. It is asked for again each second. Another run
 * may have had it meanwhile, and have taken over the work of this one, whose claims are then void by their fences.
 */
final class ServerLock implements RunLock {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLock.class);
    private static final long PERIOD_MILLIS = 1000;
    private static final int PATIENCE_SECONDS = 5;
    private static final int SUFFIX = 13;
    // The server ends the session of a machine that is gone after 25 s; its own default is two hours.
    private static final String KEEP = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;"
            + " SET tcp_keepalives_count = 3; SET idle_session_timeout = 0";

    // A pool keeps the session, and would keep the lock.
    private static final String RELEASE = "SELECT pg_advisory_unlock_all(); RESET tcp_keepalives_idle;"
            + " RESET tcp_keepalives_interval; RESET tcp_keepalives_count; RESET idle_session_timeout";

    private final OnServer ledger;
    private final String owner;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "jobdrop-ledger-lock");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Connection connection;
    private volatile @Nullable String away;

    private ServerLock(OnServer ledger, Connection connection) {
        this.ledger = ledger;
        this.owner =
                ledger.cluster().node() + "-" + UUID.randomUUID().toString().substring(0, SUFFIX);
        this.connection = connection;
    }

    /** Whether a run keeps this one away from a ledger. */
    static boolean isHeld(OnServer ledger) {
        try (Connection connection = PostgresServer.connect(ledger);
                PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM pg_locks"
                        + " WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " AND (classid::bigint << 32) | objid::bigint = ? AND mode LIKE ?")) {
            query.setLong(1, key(ledger));
            query.setString(2, ledger.cluster().isShared() ? "ExclusiveLock" : "%");
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getInt(1) > 0;
            }
        } catch (SQLException e) {
            throw LedgerRefusal.of(ledger, e);
        }
    }

    /** Takes the lock of a ledger; empty when another run has it. */
    static Optional<RunLock> take(OnServer ledger) {
        if (ledger instanceof ByName byName) {
            PoolSize.require(byName);
        }
        Connection connection = PostgresServer.connect(ledger);
        try {
            if (!lock(connection, ledger)) {
                release(connection);
                return Optional.empty();
            }
        } catch (SQLException e) {
            PostgresServer.quit(connection);
            throw LedgerRefusal.of(ledger, e);
        }
        ServerLock lock = new ServerLock(ledger, connection);
        lock.begin();
        return Optional.of(lock);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // look() reports what fails; nobody waits for it
    private void begin() {
        watch.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static boolean lock(Connection connection, OnServer ledger) throws SQLException {
        try (Statement settings = connection.createStatement()) {
            settings.execute(KEEP);
        }
        try (PreparedStatement query = connection.prepareStatement(
                ledger.cluster().isShared()
                        ? "SELECT pg_try_advisory_lock_shared(?)"
                        : "SELECT pg_try_advisory_lock(?)")) {
            query.setLong(1, key(ledger));
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    // An advisory lock is one of the whole database, in which each schema may have a ledger.
    private static long key(OnServer ledger) {
        try {
            byte[] name = ("jobdrop run " + ledger.schema()).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void look() {
        try {
            if (away != null) {
                takeAgain();
            } else if (!PostgresServer.isOffered(ledger) || !connection.isValid(PATIENCE_SECONDS)) {
                PostgresServer.quit(connection);
                missing("the ledger " + ledger + " does not answer");
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("the lock of the ledger is still away: {}", Redacted.line(String.valueOf(e.getMessage())));
        }
    }

    private void takeAgain() throws SQLException {
        Connection fresh = PostgresServer.connect(ledger);
        boolean taken = false;
        try {
            taken = lock(fresh, ledger);
        } finally {
            if (!taken) {
                release(fresh);
            }
        }
        if (taken) {
            connection = fresh;
            if (watch.isShutdown()) {
                release(fresh);
                return;
            }
            away = null;
            LOG.info("the ledger {} answers again; polls and deliveries go on", ledger);
        } else {
            missing("another jobdrop run works on the ledger " + ledger + " now");
        }
    }

    private void missing(String what) {
        if (!what.equals(away)) {
            away = what;
            LOG.warn("{}. Nothing new begins until this run has the ledger again; it asks each second", what);
        }
    }

    private static void release(Connection held) {
        try (Statement statement = held.createStatement()) {
            statement.execute(RELEASE);
            held.close();
        } catch (SQLException e) {
            PostgresServer.quit(held);
        }
    }

    @Override
    public String owner() {
        return owner;
    }

    /**
     * Where one run has the lock, whoever had it before has lost its claims, even where its process lives on. Of others
     * that share it nobody knows: their leases tell.
     */
    @Override
    public boolean isDead(String other) {
        return !ledger.cluster().isShared() && !other.equals(owner);
    }

    /** It may always come back. */
    @Override
    public Optional<String> lost() {
        return Optional.empty();
    }

    @Override
    public Optional<String> away() {
        return Optional.ofNullable(away);
    }

    @Override
    public void close() {
        watch.shutdownNow();
        release(connection);
    }
}
