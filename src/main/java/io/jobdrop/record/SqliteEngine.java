package io.jobdrop.record;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * SQLite in WAL mode: a commit that returned survives kill -9, and also loss of power but for {@link #notes}
 * ({@link LogFlush}). Transactions begin IMMEDIATE, so that two writers queue up and none fails half-way. A loss of power
 * takes this process too, so that claims are notes.
 */
final class SqliteEngine implements LedgerEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);

    /** The most that its pool has: who waits for a turn or for the disk has one. */
    static final int CONNECTIONS = 8;

    /** The indexes that SQLite would not find by itself. */
    static final List<String> NAMED_INDEXES = List.of("job_undelivered", "job_feed", "job_state", "job_feed_state");

    private static final int BUSY_MILLIS = 5000;
    private static final int PRIMARY_CODE = 0xff;

    private final Path file;
    private final HikariDataSource pool;
    private final @Nullable Object fileKey;
    private final AtomicLong repeated = new AtomicLong();
    private final LedgerRoom room;
    private final ReentrantLock turn = new ReentrantLock();
    private final LogFlush flush;

    private SqliteEngine(Path file, HikariDataSource pool) throws IOException {
        this.file = file;
        this.pool = pool;
        this.fileKey = fileKey(file);
        this.room = new LedgerRoom(file.toString());
        this.flush = new LogFlush(file.toRealPath());
    }

    /** Opens the file, which is created when it does not exist. */
    static SqliteEngine open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger's folder cannot be created: " + file.getParent(), e);
        }
        HikariDataSource pool = pool(file);
        try {
            return new SqliteEngine(file, pool);
        } catch (IOException e) {
            pool.close();
            throw new UncheckedIOException("the ledger cannot be read: " + file, e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static HikariDataSource pool(Path file) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setDataSource(source(file, SynchronousMode.NORMAL));
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    // A data source of our own: in a runtime with many class loaders the DriverManager may know no driver, or another
    // one.
    private static SQLiteDataSource source(Path file, SynchronousMode synchronous) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        config.setSynchronous(synchronous);
        // It would ask for the last row's number after each insertion.
        config.setGetGeneratedKeys(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    /** Loads the library, which its driver unpacks for each process. */
    static void load() {
        SQLiteDataSource memory = new SQLiteDataSource();
        memory.setUrl("jdbc:sqlite::memory:");
        Jdbi.create(memory)
                .useHandle((Handle handle) -> handle.createQuery("SELECT :one")
                        .bind("one", 1)
                        .mapTo(Integer.class)
                        .one());
    }

    /** Connections to a file without a pool. */
    static DataSource source(Path file) {
        return source(file, SynchronousMode.FULL);
    }

    /** Where the scripts are. */
    static void configureScripts(FluentConfiguration flyway) {
        flyway.locations("classpath:io/jobdrop/record/sqlite", "classpath:io/jobdrop/record/migration");
    }

    @Override
    public DataSource source() {
        return pool;
    }

    @Override
    public void configure(FluentConfiguration flyway) {
        configureScripts(flyway);
    }

    @Override
    public Jdbi jdbi() {
        return jdbi(pool, flush::await);
    }

    @Override
    public Jdbi notes() {
        return jdbi(pool, () -> {});
    }

    @Override
    public Jdbi claims() {
        return notes();
    }

    @Override
    public Jdbi renewals() {
        return jdbi(source(file, SynchronousMode.NORMAL), () -> {});
    }

    @Override
    public Duration lease() {
        return LedgerClaims.LEASE;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public void setClock() {
        LOG.trace("it is this machine's own");
    }

    /** One machine works on it. */
    @Override
    public Clock clock(Clock own) {
        return own;
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of("key", "TEXT", "unlogged", "");
    }

    private Jdbi jdbi(DataSource source, Runnable committed) {
        Jdbi jdbi = Jdbi.create(source);
        PatientTransactions patient = new PatientTransactions(new PatientTransactions.Repetition(
                SqliteEngine::isLocked, failure -> false, repeated::incrementAndGet, handle -> {}));
        jdbi.setTransactionHandler(room.watching(new OneWriter(patient, turn, committed)));
        jdbi.setStatementBuilderFactory(KeptStatements.ofEach());
        jdbi.define("like", "LIKE");
        NAMED_INDEXES.forEach(index -> jdbi.define("by_" + index, "INDEXED BY " + index));
        return jdbi;
    }

    @Override
    public Optional<String> lost() {
        try {
            return Objects.equals(fileKey(file), fileKey) ? flush.problem() : Optional.of(file + " was replaced");
        } catch (IOException e) {
            return Optional.of(file + " was deleted");
        }
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Override
    public LedgerRoom room() {
        return room;
    }

    @Override
    public boolean isBusy(Throwable failure) {
        return isLocked(failure);
    }

    static boolean isLocked(Throwable failure) {
        return PatientTransactions.causes(failure, SQLiteException.class)
                .map(cause -> cause.getResultCode().code & PRIMARY_CODE)
                .anyMatch(
                        code -> code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code);
    }

    /** SQLite looks for the largest number itself. */
    @Override
    public void countOn(Handle handle) {}

    @Override
    public long repeated() {
        return repeated.get();
    }

    /** Copies a ledger that may be in use into a new file. */
    static void copy(Path file, Path target) {
        Jdbi.create(source(file)).useHandle((Handle handle) -> handle.execute("VACUUM INTO ?", target.toString()));
    }

    @Override
    public void close() {
        pool.close();
    }
}
