package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.LedgerAddress;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class LedgerCopyTest {
    private static final int JOBS = 2500;

    @TempDir
    Path folder;

    private LedgerAddress source;
    private LedgerAddress target;

    @BeforeEach
    void fill() {
        source = new LedgerAddress.InFile(folder.resolve("ledger.db"));
        TestServer.execute("DROP SCHEMA IF EXISTS copy CASCADE");
        target = TestServer.ledger("copy");
        try (TestLedger ledger = new TestLedger(folder)) {
            ledger.jobs()
                    .register(
                            "f", IntStream.range(0, JOBS).mapToObj(i -> "j" + i).toList());
            ledger.jobs().recordStatus(job("j3"), new Verdict(JobState.HELD, "x\0y", "zwölf \u6f22 \ud83d\ude00"));
            ledger.fail("j4", new RetryLater("busy"));
        }
    }

    private LedgerCopy.Result copy(LedgerCopy.Progress progress) {
        return LedgerCopy.run(source, target, folder.resolve("drop"), progress);
    }

    private static List<String> texts(LedgerDatabase database, String query) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }

    @Test
    void all_rows_are_there_in_their_order_and_new_ones_follow() {
        LedgerCopy.Result result = copy((table, rows, of) -> {});

        assertThat(result.jobs()).isEqualTo(JOBS);
        assertThat(result.resumed()).isFalse();
        try (LedgerDatabase copy = LedgerDatabase.open(target, folder);
                LedgerDatabase original = LedgerDatabase.open(source, folder)) {
            assertThat(copy.identity()).isEqualTo(original.identity());
            String last = texts(original, "SELECT job_id FROM job ORDER BY rowid DESC LIMIT 1")
                    .get(0);
            copy.jdbi().useTransaction(handle -> JobLedger.enter(handle, "f", List.of("new"), 1));
            assertThat(texts(copy, "SELECT job_id FROM job ORDER BY rowid DESC LIMIT 2"))
                    .containsExactly("new", last);
        }
    }

    @Test
    void a_copy_that_breaks_off_is_no_ledger_and_is_resumed() {
        assertThatThrownBy(() -> copy((table, rows, of) -> {
                    if (rows == 2000) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        assertThatThrownBy(() -> LedgerDatabase.open(target, folder))
                .isInstanceOf(UnusableLedger.class)
                .hasMessageContaining("is a copy that has not ended");

        long[] first = {0};
        LedgerCopy.Result result = copy((table, rows, of) -> first[0] = first[0] == 0 ? rows : first[0]);

        assertThat(first[0]).isEqualTo(JOBS);
        assertThat(result.resumed()).isTrue();
        LedgerDatabase.open(target, folder).close();
    }

    @Test
    void a_ledger_that_was_used_since_a_copy_broke_off_is_copied_anew() {
        assertThatThrownBy(() -> copy((table, rows, of) -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        try (TestLedger ledger = new TestLedger(folder)) {
            ledger.jobs().recordStatus(job("j0"), new Verdict(JobState.DUE, "done", ""));
        }

        copy((table, rows, of) -> {});

        try (LedgerDatabase copy = LedgerDatabase.open(target, folder)) {
            assertThat(texts(copy, "SELECT state FROM job WHERE job_id = 'j0'")).containsExactly("due");
        }
    }

    @Test
    void a_copy_of_another_ledger_is_not_resumed() {
        assertThatThrownBy(() -> copy((table, rows, of) -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        source = new LedgerAddress.InFile(folder.resolve("other.db"));

        assertThatThrownBy(() -> copy((table, rows, of) -> {}))
                .isInstanceOf(UnusableLedger.class)
                .hasMessageContaining("is not empty and is no unfinished copy of " + source);
    }
}
