package io.jobdrop.record;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobdrop.job.Redacted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * The ledger's database, opened and brought to the current schema.
 *
 * <p>SQLite in WAL mode with {@code synchronous=FULL}: a commit that returned survives kill -9 and loss of power, but for
 * {@link #notes}.
 * Transactions begin IMMEDIATE, so that two writers queue up and none fails half-way. One that meets a locked database is
 * repeated for half a minute: see {@link #busy}.
 */
public final class LedgerDatabase implements AutoCloseable {
    /** The most that either of the two pools has. */
    static final int CONNECTIONS = 4;

    private static final int BUSY_MILLIS = 5000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path file;
    private final @Nullable Object fileKey;
    private final HikariDataSource pool;
    private final HikariDataSource noting;
    private final String identity;
    private final Locations locations;
    private final AtomicLong busy = new AtomicLong();
    private final LedgerRoom room;

    private LedgerDatabase(Path file, Locations locations, HikariDataSource pool, HikariDataSource noting)
            throws IOException {
        this.file = file;
        this.locations = locations;
        this.fileKey = fileKey(file);
        this.pool = pool;
        this.noting = noting;
        this.room = new LedgerRoom(file);
        this.identity = identity(jdbi());
    }

    /**
     * Opens the file, which is created when it does not exist.
     *
     * @param drop the folder to which locations are relative
     * @throws NewerLedger when a newer version of the program has written it
     */
    public static LedgerDatabase open(Path file, Path drop) {
        Locations locations = new Locations(drop);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger's folder cannot be created: " + file.getParent(), e);
        }
        HikariDataSource pool = pool("ledger", file, SynchronousMode.FULL);
        try {
            migrate(file, pool, locations.placeholders());
            return new LedgerDatabase(file, locations, pool, pool("ledger-notes", file, SynchronousMode.NORMAL));
        } catch (IOException e) {
            pool.close();
            throw new UncheckedIOException("the ledger cannot be read: " + file, e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Refuses a ledger that a newer version of the program has written. One that does not exist yet is not created.
     *
     * @throws NewerLedger when it is one
     */
    public static void refuseNewer(Path file) {
        if (Files.exists(file)) {
            refuseNewer(file, flyway(source(file, SynchronousMode.FULL), Map.of()));
        }
    }

    private static void refuseNewer(Path file, Flyway flyway) {
        Optional<MigrationInfo> newer = Arrays.stream(flyway.info().applied())
                .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)
                .reduce((first, last) -> last);
        if (newer.isPresent()) {
            throw new NewerLedger(
                    "the ledger " + file + " has schema " + newer.get().getVersion()
                            + ", which a newer version of jobdrop has written; nothing was started. Use that version, or another"
                            + " --home");
        }
    }

    private static Flyway flyway(DataSource source, Map<String, String> placeholders) {
        return Flyway.configure(LedgerDatabase.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:io/jobdrop/record/migration")
                .placeholders(placeholders)
                .load();
    }

    private static void migrate(Path file, HikariDataSource pool, Map<String, String> placeholders) {
        Flyway flyway = flyway(pool, placeholders);
        refuseNewer(file, flyway);
        flyway.migrate();
    }

    // Two processes may open a new file at the same time; the first to write decides.
    private static String identity(Jdbi jdbi) {
        return jdbi.inTransaction(handle -> {
            handle.execute(
                    "INSERT INTO identity (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM identity)",
                    UUID.randomUUID().toString());
            return handle.createQuery("SELECT id FROM identity")
                    .mapTo(String.class)
                    .one();
        });
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** A random name of this ledger, which it keeps wherever its file is moved to. */
    public String identity() {
        return identity;
    }

    /** Where delivered files are. */
    Locations locations() {
        return locations;
    }

    /** What became of the file that was opened, when it is not at its place any more; empty as long as it is. */
    Optional<String> lost() {
        try {
            return Objects.equals(fileKey(file), fileKey) ? Optional.empty() : Optional.of(file + " was replaced");
        } catch (IOException e) {
            return Optional.of(file + " was deleted");
        }
    }

    /** Why a row cannot be written just now; empty when it can, or when another writer is about to. */
    Optional<String> unwritable() {
        try (Handle handle = Jdbi.create(noting).open()) {
            handle.begin();
            handle.execute("UPDATE identity SET id = id");
            room.end(handle);
            return Optional.empty();
        } catch (JdbiException e) {
            return PatientTransactions.isBusy(e)
                    ? Optional.empty()
                    : Optional.of("the ledger " + file + " cannot be written: "
                            + Redacted.line(String.valueOf(e.getMessage())));
        }
    }

    LedgerRoom room() {
        return room;
    }

    /** How often a transaction met a database that another process or thread had locked, and was repeated. */
    public long busy() {
        return busy.get();
    }

    private static HikariDataSource pool(String name, Path file, SynchronousMode synchronous) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source(file, synchronous));
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
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    /** Copies a ledger that may be in use; there is nothing to copy when it does not exist yet. */
    public static void copy(Path file, Path target) {
        if (Files.exists(file)) {
            Jdbi.create(source(file, SynchronousMode.FULL))
                    .useHandle(handle -> handle.execute("VACUUM INTO ?", target.toString()));
        }
    }

    /** For what must survive a loss of power once it is committed. */
    Jdbi jdbi() {
        return jdbi(pool);
    }

    /** For what survives kill -9, and is found out again when a loss of power takes it: it waits for no disk. */
    Jdbi notes() {
        return jdbi(noting);
    }

    private Jdbi jdbi(HikariDataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        jdbi.setTransactionHandler(room.watching(new PatientTransactions(PATIENCE, busy::incrementAndGet)));
        return jdbi;
    }

    @Override
    public void close() {
        noting.close();
        pool.close();
    }
}
