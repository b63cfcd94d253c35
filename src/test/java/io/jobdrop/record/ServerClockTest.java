package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jobdrop.support.ManualClock;
import io.jobdrop.support.SharedLedger;
import io.jobdrop.support.TestServer;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("sqlite")
class ServerClockTest {
    private static final Duration DAYS = Duration.ofDays(3);
    private static final long NEAR = Duration.ofMinutes(2).toMillis();

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private boolean away;
    private Duration slowness = Duration.ZERO;

    /** The server's clock is some days ahead of the machine's. */
    @BeforeEach
    void serve() {
        ahead(DAYS);
    }

    private static void ahead(Duration time) {
        TestServer.execute("CREATE SCHEMA IF NOT EXISTS ahead");
        TestServer.execute("CREATE OR REPLACE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
                + " 'SELECT pg_catalog.clock_timestamp() + interval ''" + time.toSeconds() + " seconds'''");
    }

    private DataSource server() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestServer.url());
        source.setUser("postgres");
        source.setCurrentSchema("ahead,pg_catalog");
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connect(source));
    }

    private Connection connect(DataSource source) throws SQLException {
        connections.incrementAndGet();
        nanos.addAndGet(slowness.toNanos());
        if (away) {
            throw new SQLException("the server is away", "08006");
        }
        return source.getConnection();
    }

    private ServerClock clock() {
        return new ServerClock(server()::getConnection, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void it_shows_the_servers_time_however_wrong_the_machines_clock_is() {
        assertThat(clock().millis()).isCloseTo(System.currentTimeMillis() + DAYS.toMillis(), within(NEAR));
    }

    @Test
    void all_nodes_of_a_ledger_count_by_it_whatever_their_own_clocks_show() {
        try (SharedLedger ledger = new SharedLedger("server_clock", folder)) {
            ManualClock own = new ManualClock();
            own.tick(Duration.ofDays(4000));
            Clock clock = ledger.database().clock(own);

            assertThat(clock.millis()).isCloseTo(System.currentTimeMillis(), within(NEAR));
            assertThat(clock.instant().toEpochMilli()).isCloseTo(clock.millis(), within(NEAR));
        }
    }

    @Test
    void it_goes_on_by_the_machines_monotonic_clock_and_asks_nobody() {
        ServerClock clock = clock();
        long before = clock.millis();

        pass(Duration.ofSeconds(29));
        clock.set();

        assertThat(clock.millis()).isEqualTo(before + 29_000);
        assertThat(connections).hasValue(1);
    }

    @Test
    void it_is_set_again_after_half_a_minute() {
        ServerClock clock = clock();
        ahead(DAYS.plusHours(1));

        pass(Duration.ofSeconds(31));
        clock.set();
        clock.set();

        assertThat(clock.millis())
                .isCloseTo(System.currentTimeMillis() + DAYS.plusHours(1).toMillis(), within(NEAR));
        assertThat(connections).hasValue(2);
    }

    @Test
    void it_goes_on_while_the_server_is_away_and_is_set_when_that_is_back() {
        ServerClock clock = clock();
        long before = clock.millis();
        away = true;

        pass(Duration.ofHours(2));
        clock.set();
        assertThat(clock.millis()).isEqualTo(before + Duration.ofHours(2).toMillis());

        away = false;
        clock.set();
        assertThat(clock.millis()).isCloseTo(System.currentTimeMillis() + DAYS.toMillis(), within(NEAR));
    }

    @Test
    void an_answer_that_took_long_is_not_believed() {
        ServerClock clock = clock();
        long before = clock.millis();
        ahead(DAYS.plusHours(1));
        slowness = Duration.ofMillis(600);

        pass(Duration.ofSeconds(31));
        clock.set();

        assertThat(connections).hasValue(2);
        assertThat(clock.millis()).isEqualTo(before + 31_600);
    }

    @Test
    void a_server_that_is_away_at_the_start_is_reported() {
        away = true;

        assertThatThrownBy(this::clock)
                .isInstanceOf(UnusableLedger.class)
                .hasMessage("the clock of the ledger's server cannot be read: the server is away");
    }
}
