package io.jobdrop.record;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.config.LedgerAddress.OnServer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * A schema of a PostgreSQL database. Transactions are REPEATABLE READ: of two that change the row of one job, the later
 * one fails and is repeated, so that what it read of the row is true when it commits.
 *
 * <p>Only {@link #notes} wait for no disk. A server may crash beside a process that lives on, so that claims are durable.
 */
final class PostgresEngine implements LedgerEngine {
    private static final String ISOLATED = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    // Off by default at some servers; other values are stronger, and stay.
    static final String DURABLE = "SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') = 'off'";

    private final OnServer ledger;
    private final Supplier<DataSource> source;
    private final ConnectionFactory working;
    private final ConnectionFactory renewing;
    private final Runnable end;
    private final ServerClock clock;
    private final LedgerRoom room;
    private final AtomicLong repeated = new AtomicLong();

    private PostgresEngine(
            OnServer ledger,
            Supplier<DataSource> source,
            ConnectionFactory working,
            ConnectionFactory renewing,
            Runnable end) {
        this.ledger = ledger;
        this.source = source;
        this.working = working;
        this.renewing = renewing;
        this.end = end;
        this.clock = new ServerClock(renewing);
        this.room = new LedgerRoom(ledger.toString());
    }

    /**
     * Connects to the server.
     *
     * @throws UnusableLedger when it cannot be used
     */
    static PostgresEngine open(OnServer ledger) {
        // The pool would print why it fails, with a stack trace.
        PostgresServer.check(ledger);
        long silence = Math.max(1, ledger.cluster().lease().toSeconds() / 2);
        if (ledger instanceof ByName byName) {
            return new PostgresEngine(
                    byName,
                    () -> PostgresServer.source(byName),
                    RuntimePool.patient(byName),
                    RuntimePool.impatient(byName, silence),
                    () -> {});
        }
        ByUrl byUrl = (ByUrl) ledger;
        HikariDataSource pool = pool(byUrl);
        try {
            DataSource renewing = PostgresServer.impatient(byUrl, silence);
            return new PostgresEngine(byUrl, () -> pool, pool::getConnection, renewing::getConnection, pool::close);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static HikariDataSource pool(ByUrl ledger) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setDataSource(PostgresServer.source(ledger));
        config.setConnectionInitSql(DURABLE);
        // Of statements outside a transaction, whatever the role's default is.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setMaximumPoolSize(ledger.pool());
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** Says where the scripts and the schema of a ledger are. */
    static void configure(FluentConfiguration flyway, OnServer ledger) {
        flyway.locations("classpath:io/jobdrop/record/postgresql", "classpath:io/jobdrop/record/migration")
                .defaultSchema(ledger.schema())
                .schemas(ledger.schema());
    }

    @Override
    public DataSource source() {
        return source.get();
    }

    @Override
    public void configure(FluentConfiguration flyway) {
        configure(flyway, ledger);
    }

    @Override
    public Jdbi jdbi() {
        return jdbi(working, ISOLATED);
    }

    @Override
    public Jdbi notes() {
        return jdbi(working, ISOLATED + "; SET LOCAL synchronous_commit TO off");
    }

    @Override
    public Jdbi claims() {
        return jdbi();
    }

    @Override
    public Jdbi renewals() {
        // A claim may be made after such a transaction began: each statement sees what was committed before it.
        return jdbi(renewing, "SET LOCAL synchronous_commit TO off");
    }

    @Override
    public Duration lease() {
        return ledger.cluster().lease();
    }

    @Override
    public boolean isShared() {
        return ledger.cluster().isShared();
    }

    @Override
    public void setClock() {
        clock.set();
    }

    @Override
    public Clock clock(Clock own) {
        return clock;
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of("key", "TEXT COLLATE \"C\"", "unlogged", "UNLOGGED ");
    }

    private Jdbi jdbi(ConnectionFactory connections, String isolation) {
        // A process that stands still keeps its connection, and the rows that it has locked.
        String begin = isolation + "; SET LOCAL idle_in_transaction_session_timeout TO " + lease().toMillis();
        Jdbi jdbi = Jdbi.create(connections);
        jdbi.setTransactionHandler(room.watching(new PatientTransactions(new PatientTransactions.Repetition(
                PostgresEngine::isConflict,
                PostgresEngine::isBroken,
                repeated::incrementAndGet,
                handle -> handle.execute(begin)))));
        jdbi.registerArgument(new StorableText());
        jdbi.define("like", "ILIKE");
        SqliteEngine.NAMED_INDEXES.forEach(index -> jdbi.define("by_" + index, ""));
        return jdbi;
    }

    /** The schema was there when this process began; nobody replaces it without an error of the next statement. */
    @Override
    public Optional<String> lost() {
        return Optional.empty();
    }

    @Override
    public LedgerRoom room() {
        return room;
    }

    @Override
    public boolean isBusy(Throwable failure) {
        return isConflict(failure);
    }

    // Serialization failure and deadlock (PostgreSQL, appendix A): the whole transaction was undone.
    static boolean isConflict(Throwable failure) {
        return states(failure).anyMatch(state -> state.equals("40001") || state.equals("40P01"));
    }

    // Connection exceptions, a server that is shut down, a transaction that stood still.
    static boolean isBroken(Throwable failure) {
        return states(failure).anyMatch(state -> state.matches("08.*|57P0.|25P03"));
    }

    private static Stream<String> states(Throwable failure) {
        return PatientTransactions.causes(failure, SQLException.class)
                .map(SQLException::getSQLState)
                .filter(Objects::nonNull);
    }

    @Override
    public void countOn(Handle handle) {
        handle.execute("SELECT setval(pg_get_serial_sequence('job', 'rowid'), MAX(rowid)) FROM job");
        handle.execute("SELECT setval(pg_get_serial_sequence('outbox', 'number'), MAX(number)) FROM outbox");
    }

    @Override
    public long repeated() {
        return repeated.get();
    }

    @Override
    public void close() {
        end.run();
    }

    /** PostgreSQL stores neither NUL nor half a surrogate pair, both of which vendors may send. */
    private static final class StorableText extends AbstractArgumentFactory<String> {
        StorableText() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(String value, ConfigRegistry config) {
            String stored = storable(value);
            return (position, statement, context) -> statement.setString(position, stored);
        }
    }

    /** A text as PostgreSQL takes it: U+FFFD in place of NUL and of half a surrogate pair. */
    static String storable(String value) {
        boolean plain = value.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
        return plain
                ? value
                : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }
}
