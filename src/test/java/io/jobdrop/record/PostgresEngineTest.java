package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class PostgresEngineTest {
    private static final RetryPolicy RETRIES = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(15));

    @TempDir
    Path folder;

    private OnServer ledger;
    private LedgerDatabase database;

    @BeforeEach
    void open() {
        ledger = TestServer.ledger(folder);
        database = LedgerDatabase.open(ledger, folder.resolve("drop"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void only_notes_wait_for_no_disk() {
        assertThat(commit(database.jdbi())).isEqualTo("on");
        assertThat(commit(database.claims())).isEqualTo("on");
        assertThat(commit(database.notes())).isEqualTo("off");
        assertThat(commit(database.jdbi())).isEqualTo("on");
    }

    private static String commit(Jdbi jdbi) {
        return jdbi.inTransaction(handle -> handle.createQuery("SHOW synchronous_commit")
                .mapTo(String.class)
                .one());
    }

    @Test
    void of_two_transactions_on_one_row_the_later_one_sees_what_the_earlier_one_wrote() throws Exception {
        jobs().register("f", List.of("a"));
        AtomicInteger tries = new AtomicInteger();
        try (Connection other = PostgresServer.connect(ledger);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE job SET attempts = 7 WHERE job_id = 'a'");
            CompletableFuture<Integer> later =
                    CompletableFuture.supplyAsync(() -> database.jdbi().inTransaction(handle -> {
                        int read = handle.createQuery("SELECT attempts FROM job")
                                .mapTo(Integer.class)
                                .one();
                        if (tries.incrementAndGet() == 1) {
                            // Only now, so that the first try has read the row as it was.
                            CompletableFuture.runAsync(() -> commit(other));
                        }
                        handle.execute("UPDATE job SET attempts = ?", read + 1);
                        return read + 1;
                    }));

            assertThat(later.get(30, TimeUnit.SECONDS)).isEqualTo(8);
        }
        assertThat(tries).hasValue(2);
        assertThat(database.busy()).isEqualTo(1);
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_transaction_whose_connection_breaks_before_its_commit_is_repeated_on_another_one() {
        jobs().register("f", List.of("a"));
        AtomicInteger tries = new AtomicInteger();

        database.jdbi().useTransaction(handle -> {
            handle.execute("UPDATE job SET attempts = attempts + 1");
            if (tries.incrementAndGet() == 1) {
                int session = handle.createQuery("SELECT pg_backend_pid()")
                        .mapTo(Integer.class)
                        .one();
                TestServer.execute("SELECT pg_terminate_backend(" + session + ")");
            }
            handle.execute("UPDATE job SET attempts = attempts + 10");
        });

        assertThat(tries).hasValue(2);
        assertThat(jobs().queries().jobs("f", null).get(0).attempts()).isEqualTo(11);
    }

    @Test
    @Timeout(60)
    void a_process_that_stands_still_in_a_transaction_holds_nobody_back_for_longer_than_its_lease() {
        TestServer.execute("DROP SCHEMA IF EXISTS still CASCADE");
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch past = new CountDownLatch(1);
        try (LedgerDatabase shared = LedgerDatabase.open(TestServer.shared("still"), folder)) {
            JobLedger jobs = new JobLedger(shared, new ManualClock(), RETRIES, text -> text);
            jobs.register("f", List.of("a"));
            CompletableFuture<Void> still =
                    CompletableFuture.runAsync(() -> shared.jdbi().useTransaction(handle -> {
                        handle.execute("UPDATE job SET attempts = attempts + 1");
                        held.countDown();
                        await(past);
                        handle.execute("UPDATE job SET attempts = attempts + 10");
                    }));
            await(held);

            shared.jdbi().useTransaction(handle -> handle.execute("UPDATE job SET attempts = 100"));
            past.countDown();
            still.join();

            assertThat(jobs.queries().jobs("f", null).get(0).attempts()).isEqualTo(111);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void another_failure_is_not_repeated() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> database.jdbi().useTransaction(handle -> {
                    tries.incrementAndGet();
                    handle.execute("SELECT * FROM nothing");
                }))
                .hasMessageContaining("nothing");

        assertThat(tries).hasValue(1);
    }

    @Test
    void a_text_that_no_database_of_this_kind_takes_is_kept_in_another_form() {
        jobs().register("f", List.of("a"));

        jobs().recordStatus(job("a"), new Verdict(JobState.HELD, "x\0y", "half \ud83d of a pair"));

        LedgerEntry entry = jobs().queries().jobs("f", null).get(0);
        assertThat(entry.standing().status()).isEqualTo("x\uFFFDy");
        assertThat(entry.error()).isEqualTo("half ? of a pair");
    }

    @Test
    void two_processes_that_make_one_ledger_agree_on_its_identity() {
        TestServer.execute("DROP SCHEMA IF EXISTS \"both\" CASCADE");

        List<CompletableFuture<String>> opened = List.of(identity("both"), identity("both"), identity("both"));

        assertThat(opened.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    private CompletableFuture<String> identity(String schema) {
        return CompletableFuture.supplyAsync(() -> {
            try (LedgerDatabase opened = LedgerDatabase.open(TestServer.ledger(schema), folder)) {
                return opened.identity();
            }
        });
    }

    private JobLedger jobs() {
        return new JobLedger(database, new ManualClock(), RETRIES, text -> text);
    }
}
