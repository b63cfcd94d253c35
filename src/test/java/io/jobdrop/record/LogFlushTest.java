package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jdbi.v3.core.transaction.TransactionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class LogFlushTest {
    private static final DeliveredFile FILE = new DeliveredFile("a.csv", 3, "abc", "/drop/a.csv");
    private static final Path LOG = Path.of("ledger.db-wal");

    private final AtomicInteger flushes = new AtomicInteger();

    @Test
    void who_commits_during_a_flush_shares_the_next_one() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        LogFlush log = new LogFlush(LOG, file -> {
            if (flushes.incrementAndGet() == 1) {
                await().until(() -> end.getCount() == 0);
            }
        });
        Thread first = started(log);
        await().until(() -> flushes.get() == 1);

        List<Thread> others = Stream.generate(() -> started(log)).limit(5).toList();

        await().until(() -> others.stream().allMatch(thread -> thread.getState() == Thread.State.BLOCKED));
        end.countDown();
        first.join();
        for (Thread other : others) {
            other.join();
        }
        assertThat(flushes).hasValue(2);
    }

    private static Thread started(LogFlush log) {
        Thread thread = new Thread(log::await);
        thread.start();
        return thread;
    }

    @Test
    void one_after_the_other_has_a_flush_of_its_own() {
        LogFlush log = new LogFlush(LOG, file -> flushes.incrementAndGet());

        log.await();
        log.await();

        assertThat(flushes).hasValue(2);
    }

    @Test
    void after_a_flush_that_failed_none_is_believed() {
        LogFlush log = new LogFlush(LOG, file -> {
            if (flushes.incrementAndGet() == 1) {
                throw new IOException("Input/output error");
            }
        });

        assertThatThrownBy(log::await)
                .isInstanceOf(TransactionException.class)
                .hasMessage("ledger.db-wal could not be flushed (Input/output error); a loss of power may take what was"
                        + " recorded last");
        assertThatThrownBy(log::await).isInstanceOf(TransactionException.class);
        assertThat(flushes).hasValue(1);
        assertThat(log.problem()).contains("ledger.db-wal could not be flushed (Input/output error)");
    }

    @Test
    void a_log_that_is_missing_is_not_made(@TempDir Path folder) {
        LogFlush log = new LogFlush(folder.resolve("ledger.db"));

        assertThatThrownBy(log::await)
                .hasMessageStartingWith(folder.resolve("ledger.db-wal") + " could not be flushed (it is missing)");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void who_opens_a_known_ledger_waits_for_no_disk(@TempDir Path folder) throws Exception {
        LedgerDatabase.open(folder.resolve("ledger.db"), folder).close();

        try (LedgerDatabase again = LedgerDatabase.open(folder.resolve("ledger.db"), folder)) {
            assertThat(DurableCommits.of(again)).isZero();
        }
    }

    @Test
    void what_must_survive_a_loss_of_power_waits_for_the_disk(@TempDir Path folder) throws Exception {
        try (TestLedger test = new TestLedger(folder)) {
            JobLedger ledger = test.jobs();
            test.offerable(List.of(job("b")));
            Job claimed = test.claimed("a");
            long before = DurableCommits.of(test.database());

            ledger.delivered(claimed, new Delivery("/drop/manifest.json", List.of(FILE)));
            ledger.failed(job("b"), new RetryLater("reset"), 0);
            ledger.register("f", List.of("c"));

            assertThat(DurableCommits.of(test.database()) - before).isEqualTo(3);
        }
    }

    @Test
    void a_notification_is_taken_when_what_it_tells_of_is_on_the_disk(@TempDir Path folder) throws Exception {
        try (TestLedger test = new TestLedger(folder)) {
            WaitingNotices notices = new WaitingNotices(test.database());
            long before = DurableCommits.of(test.database());

            notices.take("f", Instant.EPOCH);

            assertThat(DurableCommits.of(test.database())).isEqualTo(before + 1);
        }
    }

    @Test
    void what_is_found_out_again_waits_for_no_disk(@TempDir Path folder) throws Exception {
        try (TestLedger test = new TestLedger(folder)) {
            long before = DurableCommits.of(test.database());

            test.offerable(List.of(job("a")));
            test.claims("me").claim("f", "a").orElseThrow();

            assertThat(DurableCommits.of(test.database())).isEqualTo(before);
        }
    }

    @Test
    void an_interrupted_thread_flushes_all_the_same(@TempDir Path folder) throws Exception {
        LogFlush log =
                new LogFlush(Files.createFile(folder.resolve("ledger.db-wal")).resolveSibling("ledger.db"));
        Thread.currentThread().interrupt();

        assertThatCode(log::await).doesNotThrowAnyException();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void the_log_of_a_linked_ledger_is_beside_the_file_itself(@TempDir Path folder) throws Exception {
        Path file = Files.createDirectory(folder.resolve("disk")).resolve("real.db");
        Path link = Files.createSymbolicLink(folder.resolve("ledger.db"), Files.createFile(file));

        try (LedgerDatabase database = LedgerDatabase.open(link, folder.resolve("drop"))) {
            long before = DurableCommits.of(database);

            database.jdbi().useTransaction(handle -> JobLedger.enter(handle, "f", List.of("a"), 0));

            assertThat(DurableCommits.of(database)).isEqualTo(before + 1);
            assertThat(folder.resolve("ledger.db-wal")).doesNotExist();
        }
    }
}
