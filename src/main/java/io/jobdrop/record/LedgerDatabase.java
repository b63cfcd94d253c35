package io.jobdrop.record;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
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
 * Transactions begin IMMEDIATE, so that two writers queue up and none fails half-way.
 */
public final class LedgerDatabase implements AutoCloseable {
    /** The most that either of the two pools has. */
    static final int CONNECTIONS = 4;

    private static final int BUSY_MILLIS = 5000;

    private final HikariDataSource pool;
    private final HikariDataSource noting;

    private LedgerDatabase(HikariDataSource pool, HikariDataSource noting) {
        this.pool = pool;
        this.noting = noting;
    }

    /** Opens the file, which is created when it does not exist. */
    public static LedgerDatabase open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger's folder cannot be created: " + file.getParent(), e);
        }
        HikariDataSource pool = pool("ledger", file, SynchronousMode.FULL);
        try {
            Flyway.configure(LedgerDatabase.class.getClassLoader())
                    .dataSource(pool)
                    .locations("classpath:io/jobdrop/record/migration")
                    .load()
                    .migrate();
            return new LedgerDatabase(pool, pool("ledger-notes", file, SynchronousMode.NORMAL));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
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
        return Jdbi.create(pool);
    }

    /** For what survives kill -9, and is found out again when a loss of power takes it: it waits for no disk. */
    Jdbi notes() {
        return Jdbi.create(noting);
    }

    @Override
    public void close() {
        noting.close();
        pool.close();
    }
}
