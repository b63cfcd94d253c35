package io.jobdrop.record;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * The ledger's database, opened and brought to the current schema.
 *
 * <p>SQLite in WAL mode with {@code synchronous=FULL}: a commit that returned survives kill -9 and loss of power.
 * Transactions begin IMMEDIATE, so that two writers queue up and none fails half-way.
 */
public final class LedgerDatabase implements AutoCloseable {
    private static final String PRAGMAS =
            "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE&foreign_keys=true";

    private final HikariDataSource pool;

    private LedgerDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Opens the file, which is created when it does not exist. */
    public static LedgerDatabase open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger's folder cannot be created: " + file.getParent(), e);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl("jdbc:sqlite:" + file.toAbsolutePath() + PRAGMAS);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        HikariDataSource pool = new HikariDataSource(config);
        Flyway.configure(LedgerDatabase.class.getClassLoader())
                .dataSource(pool)
                .locations("classpath:io/jobdrop/record/migration")
                .load()
                .migrate();
        return new LedgerDatabase(pool);
    }

    /** Copies a ledger that may be in use; there is nothing to copy when it does not exist yet. */
    public static void copy(Path file, Path target) {
        if (Files.exists(file)) {
            Jdbi.create("jdbc:sqlite:" + file.toAbsolutePath() + PRAGMAS)
                    .useHandle(handle -> handle.execute("VACUUM INTO ?", target.toString()));
        }
    }

    Jdbi jdbi() {
        return Jdbi.create(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
