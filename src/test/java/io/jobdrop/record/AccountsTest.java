package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.record.Accounts.Pause;
import io.jobdrop.record.Accounts.Turns;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class AccountsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private OnServer ledger;
    private LedgerDatabase database;
    private Accounts accounts;

    @BeforeEach
    void open() {
        ledger = TestServer.ledger(folder);
        database = LedgerDatabase.open(ledger, folder.resolve("drop"));
        accounts = Accounts.of(database, Optional::empty).orElseThrow();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_ledger_in_a_file_shares_no_accounts() {
        try (LedgerDatabase file = LedgerDatabase.open(folder.resolve("ledger.db"), folder)) {
            assertThat(Accounts.of(file, Optional::empty)).isEmpty();
        }
    }

    @Test
    void turns_follow_one_another_and_one_that_is_far_away_is_not_given() {
        Turns first = accounts.takeTurns("acme", 4, Duration.ofMillis(50));
        Turns second = accounts.takeTurns("acme", 1, MINUTE);
        Turns third = accounts.takeTurns("acme", 1, MINUTE);

        assertThat(first.given()).isTrue();
        assertThat(first.in()).isLessThanOrEqualTo(Duration.ZERO);
        assertThat(second.given()).isTrue();
        assertThat(second.in()).isBetween(Duration.ofMillis(1), Duration.ofMillis(200));
        assertThat(third.given()).isFalse();
        assertThat(third.in()).isBetween(MINUTE.minusSeconds(10), MINUTE);
        assertThat(accounts.takeTurns("globex", 1, MINUTE).given()).isTrue();
    }

    @Test
    void of_many_who_ask_at_once_one_gets_a_turn_whatever_the_roles_default_is() {
        TestServer.execute("ALTER ROLE postgres SET default_transaction_isolation TO 'serializable'");
        try (LedgerDatabase other = LedgerDatabase.open(ledger, folder.resolve("drop"))) {
            Accounts asked = Accounts.of(other, Optional::empty).orElseThrow();

            List<CompletableFuture<Turns>> turns = IntStream.range(0, 32)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> asked.takeTurns("acme", 1, MINUTE)))
                    .toList();

            assertThat(turns.stream().filter(turn -> turn.join().given())).hasSize(1);
        } finally {
            TestServer.execute("ALTER ROLE postgres RESET default_transaction_isolation");
        }
    }

    @Test
    void a_turn_that_waited_for_another_node_comes_after_the_turn_of_that_node() throws Exception {
        accounts.takeTurns("acme", 1, Duration.ofMillis(1));
        try (var node = PostgresServer.connect(ledger);
                Statement statement = node.createStatement()) {
            node.setAutoCommit(false);
            statement.execute("UPDATE account SET next_turn = next_turn + 5000000");
            CompletableFuture<Turns> turn = CompletableFuture.supplyAsync(() -> accounts.takeTurns("acme", 1, MINUTE));
            await().until(AccountsTest::someoneWaits);
            node.commit();

            assertThat(turn.get(30, TimeUnit.SECONDS).given()).isFalse();
        }
    }

    private static boolean someoneWaits() throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Test
    void a_turn_of_a_slower_rate_or_of_a_clock_that_was_ahead_holds_nobody_for_long() {
        accounts.takeTurns("acme", 1, Duration.ofHours(5));

        assertThat(accounts.takeTurns("acme", 1, Duration.ofMillis(50)))
                .satisfies(turn -> assertThat(turn.given()).isTrue())
                .satisfies(turn -> assertThat(turn.in()).isLessThanOrEqualTo(Accounts.AHEAD));
        assertThat(accounts.takeTurns("acme", 1, Duration.ofMillis(50)).in())
                .isBetween(Duration.ZERO, Duration.ofMillis(100));
    }

    @Test
    void turns_wait_for_no_disk() {
        TestServer.execute("CREATE TABLE IF NOT EXISTS commits (how TEXT)");
        TestServer.execute("CREATE OR REPLACE FUNCTION note() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN INSERT INTO"
                + " public.commits SELECT current_setting('synchronous_commit'); RETURN NULL; END $$");
        TestServer.execute("CREATE TRIGGER note AFTER INSERT OR UPDATE ON " + ledger.schema()
                + ".account FOR EACH ROW EXECUTE FUNCTION public.note()");
        try {
            accounts.takeTurns("acme", 1, Duration.ofMillis(1));
            accounts.takeTurns("acme", 1, Duration.ofMillis(1));
            accounts.pause(new Pause("acme", MINUTE, "asked for a pause"), false);

            List<String> commits = database.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT how FROM public.commits")
                            .mapTo(String.class)
                            .list());
            assertThat(commits).containsExactly("off", "off", "on");
        } finally {
            TestServer.execute("DROP TRIGGER note ON " + ledger.schema() + ".account");
            TestServer.execute("DROP TABLE commits");
        }
    }

    @Test
    void a_longer_pause_replaces_a_shorter_one_and_not_the_other_way_round() {
        accounts.pause(new Pause("acme", MINUTE, "has too many requests"), false);
        accounts.pause(new Pause("acme", Duration.ofSeconds(1), "asked for a pause"), false);
        accounts.pause(new Pause("globex", Duration.ofSeconds(-1), "asked for a pause"), false);

        assertThat(accounts.pauses()).singleElement().satisfies(pause -> {
            assertThat(pause.vendor()).isEqualTo("acme");
            assertThat(pause.why()).isEqualTo("has too many requests");
            assertThat(pause.length()).isBetween(Duration.ofSeconds(50), MINUTE);
        });
    }

    @Test
    void only_pauses_of_refused_accounts_are_forgotten() {
        accounts.pause(new Pause("acme", MINUTE, "refuses the account at its token endpoint"), true);
        accounts.pause(new Pause("globex", MINUTE, "has too many requests"), false);

        accounts.forgetRefusals();

        assertThat(accounts.pauses()).extracting(Pause::vendor).containsExactly("globex");
    }
}
