package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestServer;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sqlite")
class ServerLockTest {
    private static final String SESSION =
            "(SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted)";

    private final OnServer ledger = TestServer.ledger("locked");

    @Test
    void one_run_at_a_time_has_a_ledger_and_others_have_theirs() throws Exception {
        assertThat(RunLock.isHeld(ledger)).isFalse();
        try (RunLock held = RunLock.take(ledger).orElseThrow();
                RunLock other = RunLock.take(TestServer.ledger("other")).orElseThrow()) {
            assertThat(RunLock.isHeld(ledger)).isTrue();
            assertThat(RunLock.take(ledger)).isEmpty();
            assertThat(held.lost()).isEmpty();
            assertThat(held.away()).isEmpty();
            assertThat(held.isDead(held.owner())).isFalse();
            assertThat(held.isDead(other.owner())).isTrue();
        }
        assertThat(RunLock.isHeld(ledger)).isFalse();
    }

    @Test
    void a_session_that_ends_is_noticed_and_the_lock_is_taken_again() throws Exception {
        try (LogLines log = new LogLines(Level.INFO);
                RunLock held = RunLock.take(ledger).orElseThrow()) {
            TestServer.execute("SELECT pg_terminate_backend(pid) FROM " + SESSION + " AS session");

            await().until(() -> said(log).size() == 2 && held.away().isEmpty());
            assertThat(said(log))
                    .containsExactly(
                            "the ledger " + ledger
                                    + " does not answer. Nothing new begins until this run has the ledger"
                                    + " again; it asks each second",
                            "the ledger " + ledger + " answers again; polls and deliveries go on");
            assertThat(RunLock.take(ledger)).isEmpty();
        }
    }

    @Test
    void a_run_that_loses_its_lock_to_another_one_begins_nothing_until_that_one_ends() throws Exception {
        try (RunLock first = RunLock.take(ledger).orElseThrow()) {
            RunLock second = stolen();

            await().until(() -> first.away().isPresent());
            await().until(() -> first.away()
                    .filter(("another jobdrop run works on the ledger " + ledger + " now")::equals)
                    .isPresent());

            second.close();
            await().until(() -> first.away().isEmpty());
        }
    }

    // Threads of other tests may still end.
    private List<String> said(LogLines log) {
        return log.all().stream()
                .filter(line -> line.startsWith("the ledger " + ledger))
                .toList();
    }

    private RunLock stolen() {
        TestServer.execute("SELECT pg_terminate_backend(pid) FROM " + SESSION + " AS session");
        return await().until(() -> RunLock.take(ledger), Optional::isPresent).orElseThrow();
    }
}
