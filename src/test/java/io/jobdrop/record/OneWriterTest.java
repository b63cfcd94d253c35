package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class OneWriterTest {
    @TempDir
    Path folder;

    private TestLedger ledger;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_writer_waits_for_the_one_before_it_and_not_for_a_lock_of_the_database() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread first = writer(ledger.database().jdbi(), "a", writing, end);
        writing.await();

        Thread second = writer(ledger.database().notes(), "b", new CountDownLatch(1), new CountDownLatch(0));

        await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
        end.countDown();
        first.join();
        second.join();
        assertThat(ledger.jobs().queries().jobs("f", null)).hasSize(2);
    }

    private static Thread writer(Jdbi jdbi, String id, CountDownLatch writing, CountDownLatch end) {
        Thread thread = new Thread(() -> jdbi.useTransaction(handle -> {
            JobLedger.enter(handle, "f", List.of(id), 0);
            writing.countDown();
            await().until(() -> end.getCount() == 0);
        }));
        thread.start();
        return thread;
    }

    @Test
    void an_interrupted_thread_writes_all_the_same() {
        Thread.currentThread().interrupt();
        ledger.jobs().register("f", List.of("a"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ledger.jobs().queries().jobs("f", null)).hasSize(1);
    }
}
