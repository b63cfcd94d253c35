package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.record.RunLock;
import io.jobdrop.support.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCopyCommandTest {
    @TempDir
    Path folder;

    private JobdropHome scene;

    @BeforeEach
    void deliver() throws Exception {
        scene = new JobdropHome(folder);
        TestServer.execute("DROP SCHEMA IF EXISTS copied CASCADE");
        scene.environment.put("JOBDROP_LEDGER_USER", "postgres");
        scene.environment.put("JOBDROP_LEDGER_SCHEMA", "copied");
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.run("watch", "companyenrich-bulk", JobdropHome.BULK_ID))
                .isZero();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private int copy(String url) {
        return scene.run("ledger", "copy", url);
    }

    @Test
    void a_ledger_goes_to_a_server_and_back() {
        assertThat(scene.run("jobs", "--json")).isZero();
        String jobs = scene.out();

        assertThat(copy(TestServer.url())).isZero();
        assertThat(scene.out())
                .contains(
                        "data/ledger.db was copied to " + TestServer.ledger("copied") + ": 2 jobs, ", ", all equal\n");

        scene.environment.put("JOBDROP_LEDGER_URL", TestServer.url());
        assertThat(scene.run("jobs", "--json")).isZero();
        assertThat(scene.out()).isEqualTo(jobs);
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.vendor.requests("/r/1")).hasSize(1);

        assertThat(copy("jdbc:sqlite:back.db")).isZero();
        scene.environment.put("JOBDROP_LEDGER_URL", "jdbc:sqlite:back.db");
        assertThat(scene.run("audit")).isZero();
    }

    @Test
    void a_target_that_is_not_empty_is_refused() {
        assertThat(copy(TestServer.url())).isZero();

        assertThat(copy(TestServer.url())).isEqualTo(2);

        assertThat(scene.err())
                .contains("the ledger " + TestServer.ledger("copied") + " is not empty and is no unfinished copy of ");
    }

    @Test
    void a_ledger_on_which_a_run_works_is_not_copied() throws Exception {
        try (RunLock lock = RunLock.take(folder.resolve("data/ledger.db")).orElseThrow()) {
            assertThat(lock.away()).isEmpty();
            assertThat(copy(TestServer.url())).isEqualTo(2);
        }
        assertThat(scene.err()).contains("a jobdrop run works on ", "data/ledger.db; nothing was copied");
    }

    @Test
    void a_ledger_on_which_a_node_works_is_neither_copied_nor_copied_to() throws Exception {
        OnServer shared = TestServer.shared("copied");
        scene.environment.put("JOBDROP_CLUSTER_KEY", shared.cluster().key());
        assertThat(copy(TestServer.url())).isZero();

        try (RunLock node = RunLock.take(shared).orElseThrow()) {
            assertThat(node.away()).isEmpty();
            assertThat(copy(TestServer.url())).isEqualTo(2);
            assertThat(scene.err()).contains("a jobdrop run works on " + shared + "; nothing was copied");
            scene.environment.put("JOBDROP_LEDGER_URL", TestServer.url());
            assertThat(copy("jdbc:sqlite:back.db")).isEqualTo(2);
        }
        assertThat(scene.err()).contains("a jobdrop run works on " + shared + "; nothing was copied. Stop it first");
        await().until(() -> copy("jdbc:sqlite:back.db") == 0);
    }

    @Test
    void a_ledger_of_the_sandbox_is_not_copied() throws Exception {
        Files.writeString(folder.resolve("data/SANDBOX"), "");

        assertThat(copy(TestServer.url())).isEqualTo(2);

        assertThat(scene.err())
                .contains("data/ledger.db holds jobs of the sandbox, which never share a ledger with real ones;"
                        + " nothing was copied");
    }

    @Test
    void a_target_that_is_none_is_refused() {
        assertThat(copy("jdbc:sqlite:data/ledger.db")).isEqualTo(2);
        assertThat(scene.err()).contains("is the ledger of the settings itself");
        assertThat(copy("jdbc:postgresql://db/x?password=s3cret")).isEqualTo(2);
        assertThat(scene.err()).contains("TO-URL: the option password").doesNotContain("s3cret");
    }
}
