package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.support.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sqlite")
class SharedServerLockTest {
    private static final String SESSIONS =
            "(SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted)";

    private final OnServer shared = TestServer.shared("share_locked");
    private final OnServer alone = TestServer.ledger("share_locked");

    @Test
    void nodes_share_a_ledger_and_know_nothing_of_each_others_death() throws Exception {
        try (RunLock one = RunLock.take(shared).orElseThrow();
                RunLock two = RunLock.take(shared).orElseThrow()) {
            assertThat(RunLock.isHeld(shared)).isFalse();
            assertThat(one.owner()).startsWith("node-").isNotEqualTo(two.owner());
            assertThat(one.isDead(two.owner())).isFalse();
            assertThat(one.isDead("whoever")).isFalse();
        }
    }

    @Test
    void a_run_without_the_key_is_refused_until_the_last_node_has_ended() throws Exception {
        RunLock one = RunLock.take(shared).orElseThrow();
        try (RunLock two = RunLock.take(shared).orElseThrow()) {
            assertThat(RunLock.isHeld(alone)).isTrue();
            assertThat(RunLock.take(alone)).isEmpty();

            one.close();

            assertThat(two.away()).isEmpty();
            assertThat(RunLock.isHeld(alone)).isTrue();
            assertThat(RunLock.take(alone)).isEmpty();
        }
        await().until(() -> !RunLock.isHeld(alone));
        RunLock.take(alone).orElseThrow().close();
    }

    @Test
    void nodes_are_refused_while_a_run_has_the_ledger_for_itself() throws Exception {
        try (RunLock run = RunLock.take(alone).orElseThrow();
                RunLock other = RunLock.take(TestServer.shared("share_other")).orElseThrow()) {
            assertThat(RunLock.isHeld(shared)).isTrue();
            assertThat(RunLock.take(shared)).isEmpty();
            assertThat(run.away()).isEmpty();
            assertThat(other.away()).isEmpty();
        }
        await().until(() -> !RunLock.isHeld(shared));
        RunLock.take(shared).orElseThrow().close();
    }

    @Test
    void what_a_command_does_with_nobody_else_there_is_refused_while_a_node_runs() throws Exception {
        try (RunLock node = RunLock.take(shared).orElseThrow()) {
            assertThat(node.away()).isEmpty();
            assertThat(RunLock.take(shared.alone())).isEmpty();
        }
        await().until(() -> !RunLock.isHeld(shared.alone()));
        try (RunLock command = RunLock.take(shared.alone()).orElseThrow()) {
            assertThat(command.away()).isEmpty();
            assertThat(RunLock.take(shared)).isEmpty();
        }
    }

    @Test
    void nodes_whose_sessions_end_share_the_ledger_again() throws Exception {
        try (RunLock one = RunLock.take(shared).orElseThrow();
                RunLock two = RunLock.take(shared).orElseThrow()) {
            TestServer.execute("SELECT pg_terminate_backend(pid) FROM " + SESSIONS + " AS session");

            await().until(() -> one.away().isPresent() && two.away().isPresent());
            await().until(() -> one.away().isEmpty() && two.away().isEmpty());
            assertThat(RunLock.take(alone)).isEmpty();
        }
    }
}
