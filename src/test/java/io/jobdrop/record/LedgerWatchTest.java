package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.support.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.jdbi.v3.core.transaction.TransactionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class LedgerWatchTest {
    private static final String ADVICE =
            " under this process. Nothing new is begun; stop this process, and start it again";

    @TempDir
    Path folder;

    private Path ledger;
    private RunLock lock;
    private LedgerDatabase database;
    private LedgerWatch watch;

    @BeforeEach
    void open() throws Exception {
        ledger = folder.resolve("ledger.db");
        lock = RunLock.take(ledger).orElseThrow();
        database = LedgerDatabase.open(ledger, folder.resolve("drop"));
        watch = new LedgerWatch(database, lock);
    }

    @AfterEach
    void close() {
        database.close();
        lock.close();
    }

    @Test
    void nothing_is_wrong_with_the_files_that_were_opened() {
        assertThat(watch.problem()).isEmpty();
    }

    @Test
    void a_ledger_that_is_deleted_or_replaced_is_told_of_once() throws Exception {
        try (LogLines log = new LogLines(Level.ERROR)) {
            Files.delete(ledger);
            assertThat(watch.problem()).contains(ledger + " was deleted" + ADVICE);

            Files.writeString(ledger, "another");
            assertThat(watch.problem()).contains(ledger + " was replaced" + ADVICE);
            assertThat(log.all()).containsExactly(ledger + " was deleted" + ADVICE);
        }
    }

    @Test
    void a_log_that_cannot_be_flushed_is_told_of_once() throws Exception {
        Path log = folder.resolve("ledger.db-wal");
        String problem = log + " could not be flushed (it is missing)" + ADVICE;
        try (LogLines lines = new LogLines(Level.ERROR)) {
            // A connection that the pool opens just now would make a new one.
            await().until(() -> {
                Files.deleteIfExists(log);
                return refuses();
            });

            assertThat(watch.problem()).contains(problem);
            assertThat(watch.unusable()).contains(problem);
            assertThat(lines.all()).containsExactly(problem);
        }
    }

    private boolean refuses() {
        try {
            database.jdbi().useTransaction(handle -> JobLedger.enter(handle, "f", List.of("a"), 0));
            return false;
        } catch (TransactionException e) {
            return true;
        }
    }

    @Test
    void a_lock_that_is_deleted_or_taken_by_another_run_is_noticed() throws Exception {
        Path file = folder.resolve("ledger.db.lock");

        Files.delete(file);
        assertThat(watch.problem()).contains(file + " was deleted" + ADVICE);

        Files.writeString(file, "jobdrop-another");
        assertThat(watch.problem()).contains("another jobdrop run has " + file + " now" + ADVICE);
    }
}
