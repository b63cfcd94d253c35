package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.support.RuntimeDataSources;
import io.jobdrop.support.ServerProcess;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** What people read when a data source of the runtime cannot have a ledger. */
@Tag("sqlite")
class UnfitDataSourceTest {
    private static final String LEDGER = "the ledger " + RuntimeDataSources.NAME + ", schema unfit cannot be used: ";

    @TempDir
    Path folder;

    private RuntimeDataSources runtime = new RuntimeDataSources(8);
    private final ByName ledger = new ByName(
            RuntimeDataSources.NAME,
            name -> runtime.named(name),
            "unfit",
            TestServer.ledger("unfit").cluster());

    @AfterEach
    void close() {
        runtime.close();
    }

    private void assertRefused(String why) {
        for (ThrowingCallable use : new ThrowingCallable[] {
            () -> RunLock.isHeld(ledger),
            () -> RunLock.take(ledger),
            () -> LedgerDatabase.exists(ledger),
            () -> LedgerDatabase.refuseNewer(ledger),
            () -> LedgerDatabase.open(ledger, folder),
            () -> LedgerTrial.run(ledger)
        }) {
            assertThatThrownBy(use)
                    .isInstanceOf(UnusableLedger.class)
                    .hasMessageStartingWith(LEDGER)
                    .hasMessageContaining(why)
                    .hasMessageContaining("; nothing was begun. To mend it, ");
        }
    }

    @Test
    void one_of_another_database() {
        SQLiteDataSource other = new SQLiteDataSource();
        other.setUrl("jdbc:sqlite:" + folder.resolve("other.db"));
        runtime.offer(other);

        assertRefused("its data source is one of SQLite");
    }

    @Test
    void one_whose_connections_do_not_commit_by_themselves() {
        HikariDataSource manual = postgresql();
        manual.setAutoCommit(false);
        runtime.offer(manual);

        assertRefused("the connections of its data source do not commit by themselves");
        manual.close();
    }

    @Test
    void one_that_is_not_there() {
        runtime.offer(null);

        assertRefused(
                "there is nothing of this name; nothing was begun. To mend it, define the data source in the runtime");
    }

    @Test
    void one_whose_server_is_down_and_whose_pool_says_it_in_its_own_words() {
        HikariDataSource down = postgresql();
        down.setJdbcUrl("jdbc:postgresql://localhost:" + ServerProcess.freePort() + "/db?user=u&password=s3cret");
        down.setInitializationFailTimeout(-1);
        runtime.offer(down);

        assertRefused("its server does not answer (");
        assertThatThrownBy(() -> RunLock.take(ledger))
                .hasMessageEndingWith("start the server, or correct the data source")
                .hasMessageNotContaining("s3cret");
        down.close();
    }

    @Test
    void one_that_may_only_read() {
        PGSimpleDataSource reading = new PGSimpleDataSource();
        reading.setUrl(TestServer.url());
        reading.setUser("postgres");
        reading.setOptions("-c default_transaction_read_only=on");
        runtime.offer(reading);

        assertThatThrownBy(() -> LedgerDatabase.open(ledger, folder))
                .isInstanceOf(UnusableLedger.class)
                .hasMessageContaining("its server takes no changes from this user");
    }

    @Test
    void one_with_too_few_connections_for_a_run() throws Exception {
        runtime.close();
        runtime = new RuntimeDataSources(3);

        assertThatThrownBy(() -> RunLock.take(ledger))
                .isInstanceOf(UnusableLedger.class)
                .hasMessageStartingWith(LEDGER + "its pool gives 3 connections at a time (")
                .hasMessageEndingWith("let it have 10 for Jobdrop, and 4 at the least");
        assertThat(runtime.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
        assertThat(RunLock.isHeld(ledger)).isFalse();
    }

    @Test
    void one_with_too_few_connections_that_lets_its_users_wait_for_ever() throws Exception {
        HikariDataSource few = postgresql();
        few.setMaximumPoolSize(3);
        few.setConnectionTimeout(60_000);
        runtime.offer(few);

        assertThatThrownBy(() -> PoolSize.require(ledger, Duration.ofSeconds(1)))
                .isInstanceOf(UnusableLedger.class)
                .hasMessageContaining("its pool gives 3 connections at a time and lets Jobdrop wait for more");
        few.setMaximumPoolSize(PoolSize.LEAST);
        PoolSize.require(ledger);
        few.close();
    }

    @Test
    void four_connections_are_enough() throws Exception {
        TestServer.execute("DROP SCHEMA IF EXISTS unfit CASCADE");
        runtime.close();
        runtime = new RuntimeDataSources(PoolSize.LEAST);
        Optional<RunLock> lock = RunLock.take(ledger);
        try (RunLock held = lock.orElseThrow();
                LedgerDatabase database = LedgerDatabase.open(ledger, folder);
                var leases = database.renewals().open()) {
            assertThat(held.away()).isEmpty();
            leases.execute("SELECT 1");
            assertThat(database.unwritable()).isEmpty();
        }
    }

    private HikariDataSource postgresql() {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(TestServer.url());
        source.setUsername("postgres");
        source.setConnectionTimeout(1000);
        return source;
    }
}
