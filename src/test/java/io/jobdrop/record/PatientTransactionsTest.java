package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

@Tag("sqlite")
class PatientTransactionsTest {
    @TempDir
    Path folder;

    private final CountDownLatch met = new CountDownLatch(3);
    private SQLiteDataSource source;
    private HikariDataSource pool;
    private Jdbi jdbi;

    @BeforeEach
    void open() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setBusyTimeout(1);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + folder.resolve("t.db"));
        HikariConfig one = new HikariConfig();
        one.setDataSource(source);
        one.setMaximumPoolSize(1);
        pool = new HikariDataSource(one);
        jdbi = Jdbi.create(pool);
        jdbi.useHandle(handle -> handle.execute("CREATE TABLE t (i INTEGER)"));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void a_transaction_waits_until_another_process_has_let_the_database_go() throws Exception {
        jdbi.setTransactionHandler(new PatientTransactions(Duration.ofMinutes(1), repetition()));
        try (Connection other = source.getConnection()) {
            other.setAutoCommit(false);
            CompletableFuture<Void> insert = CompletableFuture.runAsync(
                    () -> jdbi.useTransaction(handle -> handle.execute("INSERT INTO t VALUES (1)")));
            assertThat(met.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(insert).isNotDone();

            other.setAutoCommit(true);

            insert.get(30, TimeUnit.SECONDS);
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void a_transaction_after_one_that_could_not_begin_is_whole() throws Exception {
        jdbi.setTransactionHandler(new PatientTransactions(Duration.ZERO, repetition()));
        try (Connection other = source.getConnection()) {
            other.setAutoCommit(false);

            assertThatThrownBy(() -> jdbi.useTransaction(handle -> handle.execute("INSERT INTO t VALUES (1)")))
                    .hasMessageContaining("Failed to start transaction");

            other.setAutoCommit(true);
        }
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    handle.execute("INSERT INTO t VALUES (2)");
                    throw new IllegalStateException("half-way");
                }))
                .hasMessage("half-way");
        assertThat(rows()).isZero();
    }

    @Test
    void another_failure_is_not_repeated() {
        jdbi.setTransactionHandler(new PatientTransactions(Duration.ofMinutes(1), repetition()));

        assertThatThrownBy(() -> jdbi.useTransaction(handle -> handle.execute("INSERT INTO none VALUES (1)")))
                .hasMessageContaining("no such table");

        assertThat(met.getCount()).isEqualTo(3);
    }

    private PatientTransactions.Repetition repetition() {
        return new PatientTransactions.Repetition(
                SqliteEngine::isLocked, failure -> false, met::countDown, handle -> {});
    }

    private int rows() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM t")
                .mapTo(Integer.class)
                .one());
    }
}
