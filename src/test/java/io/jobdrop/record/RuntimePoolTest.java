package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.RuntimeDataSources;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class RuntimePoolTest {
    private static final String SCHEMA = "named";
    private static final RetryPolicy RETRIES = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(15));

    @TempDir
    Path folder;

    private RuntimeDataSources runtime;
    private ByName ledger;
    private LedgerDatabase database;

    @BeforeEach
    void open() {
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        runtime = new RuntimeDataSources(8);
        ledger = TestServer.named(runtime, SCHEMA);
        database = LedgerDatabase.open(ledger, folder.resolve("drop"));
    }

    @AfterEach
    void close() {
        database.close();
        runtime.close();
    }

    @Test
    void a_ledger_is_in_its_schema_and_connections_go_back_as_they_were() throws Exception {
        jobs().register("f", List.of("a"));

        assertThat(jobs().queries().jobs("f", null)).hasSize(1);
        assertThat(runtime.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
        for (Setting setting : Setting.values()) {
            assertThat(setting.ofPool(runtime)).as("%s", setting).isEqualTo(setting.ofNewSession());
        }
    }

    @Test
    void a_trial_says_where_the_data_source_leads_to_without_options() {
        assertThat(LedgerTrial.run(ledger))
                .startsWith("The ledger is " + RuntimeDataSources.NAME + ", schema " + SCHEMA + ", in "
                        + TestServer.url().substring("jdbc:".length()) + ": PostgreSQL ")
                .doesNotContain("?")
                .endsWith(", user postgres, the schema holds a ledger.");
    }

    private enum Setting {
        SEARCH_PATH,
        SYNCHRONOUS_COMMIT,
        DEFAULT_TRANSACTION_ISOLATION,
        IDLE_SESSION_TIMEOUT;

        String ofPool(RuntimeDataSources runtime) throws SQLException {
            try (Connection connection = runtime.pool().getConnection()) {
                return shown(connection);
            }
        }

        String ofNewSession() throws SQLException {
            try (Connection connection = TestServer.connect()) {
                return shown(connection);
            }
        }

        private String shown(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    var row = statement.executeQuery("SHOW " + name())) {
                row.next();
                return row.getString(1);
            }
        }
    }

    @Test
    void only_notes_wait_for_no_disk_whatever_the_pool_says() {
        assertThat(shown(database.jdbi(), "synchronous_commit")).isEqualTo("on");
        assertThat(shown(database.notes(), "synchronous_commit")).isEqualTo("off");
        assertThat(shown(database.jdbi(), "search_path")).isEqualTo(SCHEMA);
    }

    private static String shown(Jdbi jdbi, String setting) {
        return jdbi.inTransaction(handle ->
                handle.createQuery("SHOW " + setting).mapTo(String.class).one());
    }

    @Test
    void renewals_do_not_wait_for_a_silent_server_and_leave_no_trace_of_it() throws Exception {
        int limit =
                database.renewals().withHandle(handle -> handle.getConnection().getNetworkTimeout());

        assertThat(limit).isEqualTo(10_000);
        try (Connection connection = runtime.pool().getConnection()) {
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    @Test
    void a_transaction_whose_connection_breaks_is_repeated_on_another_one() {
        jobs().register("f", List.of("a"));
        AtomicInteger tries = new AtomicInteger();

        database.jdbi().useTransaction(handle -> {
            handle.execute("UPDATE job SET attempts = attempts + 1");
            if (tries.incrementAndGet() == 1) {
                endSessions();
            }
            handle.execute("UPDATE job SET attempts = attempts + 10");
        });

        assertThat(tries).hasValue(2);
        assertThat(jobs().queries().jobs("f", null).get(0).attempts()).isEqualTo(11);
    }

    // The pool does not look at connections that were used within half a second.
    @Test
    void connections_that_the_pool_takes_for_good_and_are_not_are_passed_over() {
        jobs().register("f", List.of("a"));
        endSessions();

        assertThat(jobs().queries().jobs("f", null)).hasSize(1);
    }

    private static void endSessions() {
        TestServer.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND query LIKE '%search_path%' OR query LIKE '%attempts%' AND pid <> pg_backend_pid()");
    }

    @Test
    void a_data_source_that_goes_is_waited_for_and_may_be_another_one_when_it_comes() throws Exception {
        runtime.offer(null);
        CompletableFuture<Void> registered = CompletableFuture.runAsync(() -> jobs().register("f", List.of("a")));
        try (RuntimeDataSources other = new RuntimeDataSources(8)) {
            runtime.offer(other.pool());

            registered.get(60, TimeUnit.SECONDS);
            assertThat(other.pool().getHikariPoolMXBean().getTotalConnections()).isPositive();
        }
        runtime.offer(runtime.pool());
    }

    @Test
    void renewals_do_not_wait_for_a_data_source() {
        runtime.offer(null);

        assertThatThrownBy(() -> database.renewals().open())
                .hasMessageContaining("there is nothing of this name")
                .matches(PostgresEngine::isBroken);
    }

    @Test
    void a_lock_ends_although_the_pool_keeps_its_session() throws Exception {
        try (RunLock held = RunLock.take(ledger).orElseThrow()) {
            assertThat(held.away()).isEmpty();
            assertThat(RunLock.take(ledger)).isEmpty();
            assertThat(RunLock.isHeld(TestServer.ledger(SCHEMA))).isTrue();
        }

        assertThat(RunLock.isHeld(ledger)).isFalse();
        RunLock.take(TestServer.ledger(SCHEMA)).orElseThrow().close();
        assertThat(runtime.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
        assertThat(Setting.IDLE_SESSION_TIMEOUT.ofPool(runtime)).isEqualTo("0");
    }

    @Test
    void a_lock_whose_data_source_goes_is_away_until_it_is_back() throws Exception {
        try (RunLock held = RunLock.take(ledger).orElseThrow()) {
            runtime.offer(null);
            await().until(() -> held.away().isPresent());

            runtime.offer(runtime.pool());

            await().until(() -> held.away().isEmpty());
            assertThat(RunLock.take(ledger)).isEqualTo(Optional.empty());
        }
    }

    private JobLedger jobs() {
        return new JobLedger(database, new ManualClock(), RETRIES, text -> text);
    }
}
