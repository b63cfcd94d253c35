package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.job.Throttled;
import io.jobdrop.record.Accounts;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SharedTurnsTest {
    private static final Duration SPACING = Duration.ofMillis(56);

    @TempDir
    Path home;

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<String> away = new AtomicReference<>();
    private final List<Runnable> questions = new ArrayList<>();
    private OnServer ledger;
    private LedgerDatabase database;
    private Accounts accounts;

    @BeforeEach
    void open() {
        ledger = TestServer.ledger(home);
        database = LedgerDatabase.open(ledger, home.resolve("drop"));
        accounts = Accounts.of(database, () -> {
                    looks.incrementAndGet();
                    return Optional.ofNullable(away.get());
                })
                .orElseThrow();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void one_question_brings_turns_for_all_who_wait_and_each_is_taken_once() throws Exception {
        SharedTurns turns = turns();
        accounts.takeTurns("acme", 1, SPACING);
        long before = next();

        assertThat(turns.take(3, () -> {})).isPositive();
        assertThat(turns.take(3, () -> {})).isPositive();
        assertThat(questions).hasSize(1);
        // A server that answers late is asked again.
        long first = Long.MAX_VALUE;
        while (first == Long.MAX_VALUE) {
            questions.remove(0).run();
            first = turns.take(3, () -> {});
        }

        assertThat(first).isLessThanOrEqualTo(SPACING.toNanos());
        assertThat(questions).isEmpty();
        assertThat(next() - before).isGreaterThanOrEqualTo(3 * SPACING.toMillis() * 1000);
    }

    @Test
    void a_turn_that_nobody_took_in_time_is_void() {
        SharedTurns turns = turns();
        turns.take(1, () -> {});
        questions.remove(0).run();

        await().pollDelay(Duration.ofMillis(100)).until(() -> true);

        assertThat(turns.take(1, () -> {})).isPositive();
        assertThat(questions).hasSize(1);
    }

    @Test
    void a_server_that_answers_late_slows_the_account_and_stops_it_not() throws Exception {
        SharedTurns turns = turns();
        turns.take(1, () -> {});
        questions.remove(0).run();
        assertThat(turns.take(1, () -> {})).isLessThanOrEqualTo(0);

        turns.take(1, () -> {});
        runLate();
        assertThat(turns.silence())
                .hasValueSatisfying(
                        silence -> assertThat(silence.reason()).startsWith("it answers too late for one, after "));
        turns.take(1, () -> {});
        assertThat(questions).hasSize(1);
        long before = next();
        runLate();

        assertThat(turns.silence()).isEmpty();
        assertThat(next() - before).isGreaterThan(3 * SPACING.toMillis() * 1000);
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> {
            List.copyOf(questions).forEach(Runnable::run);
            questions.clear();
            return turns.take(1, () -> {}) <= 0;
        });
    }

    @Test
    void requests_wait_while_the_server_is_away_and_end_as_throttled() {
        away.set("the ledger postgresql://db does not answer");
        Throttle gate = gate(Duration.ofMillis(1500));

        assertThatThrownBy(gate::enter)
                .isInstanceOf(Throttled.class)
                .hasMessage("acme was not asked: acme.rate needs a turn from the ledger's server, and the ledger"
                        + " postgresql://db does not answer; the next attempt asks for one again");
        assertThat(looks.get()).isBetween(1, 3);
    }

    @Test
    void a_server_that_is_back_gives_turns_again() throws Exception {
        Throttle gate = gate(Duration.ofMinutes(1));
        String table = ledger.schema() + ".account";
        TestServer.execute("ALTER TABLE " + table + " RENAME TO gone");
        Thread waiting = new Thread(() -> {
            try {
                gate.enter();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            waiting.start();
            await().until(() -> looks.get() > 0);
            assertThat(waiting.isAlive()).isTrue();
        } finally {
            TestServer.execute("ALTER TABLE " + ledger.schema() + ".gone RENAME TO account");
        }

        waiting.join(Duration.ofSeconds(30).toMillis());
        assertThat(waiting.isAlive()).isFalse();
    }

    // The row is locked while the question is asked.
    private void runLate() throws Exception {
        try (Connection other = TestServer.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM " + ledger.schema() + ".account FOR UPDATE");
            Thread late = new Thread(questions.remove(0));
            late.start();
            await().pollDelay(Duration.ofMillis(150)).until(() -> true);
            other.commit();
            late.join();
        }
    }

    private long next() throws Exception {
        try (Connection other = TestServer.connect();
                Statement statement = other.createStatement();
                var row = statement.executeQuery("SELECT next_turn FROM " + ledger.schema() + ".account")) {
            row.next();
            return row.getLong(1);
        }
    }

    private SharedTurns turns() {
        return new SharedTurns("acme", SPACING, accounts, questions::add);
    }

    private Throttle gate(Duration patience) {
        Throttle.Rules rules = new Throttle.Rules(
                Duration.ofMillis(1), Duration.ofHours(1), patience, Optional.empty(), Clock.systemUTC(), () -> false);
        return new Throttle(
                "acme",
                new SharedTurns("acme", SPACING, accounts, task -> new Thread(task).start()),
                rules,
                (wish, more) -> {});
    }
}
