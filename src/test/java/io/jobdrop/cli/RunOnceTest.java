package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.RunLock;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command run --once: what it delivers and prints, and how it exits. */
@Tag("slow")
class RunOnceTest {
    @AutoClose
    private final JobdropHome scene;

    RunOnceTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @Test
    void run_once_delivers_prints_a_table_and_exits_0() throws IOException {
        assertThat(scene.run("run", "--once")).isZero();

        assertThat(scene.out())
                .contains(
                        "convertly-jobs",
                        "e-1",
                        "delivered",
                        "Files and manifests are in " + scene.home.resolve("drop"));
        assertThat(scene.home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.vendor.requests("/r/1")).hasSize(1);
    }

    @Test
    void run_once_exits_1_when_a_job_is_undelivered_and_says_why() {
        scene.vendor.on("/r/1", Answer.status(500, "{}"));

        assertThat(scene.run("run", "--once")).isEqualTo(1);

        assertThat(scene.out()).contains("gave-up", "answered 500 where a file was expected");
    }

    @Test
    void a_job_that_the_vendor_called_failed_is_delivered_when_it_says_completed() {
        scene.lists("failed", "");
        scene.run("run", "--once");
        scene.lists("completed", scene.vendor.url() + "/r/1");

        assertThat(scene.run("run", "--once")).isZero();

        assertThat(scene.home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void run_once_exits_1_when_a_poll_failed() {
        scene.vendor.on("/api/jobs", Answer.status(401, "{\"error\":\"bad key secret-key\"}"));

        assertThat(scene.run("run", "--once")).isEqualTo(1);

        assertThat(scene.out())
                .contains("convertly answered 401", "bad key ***", "check convertly.token (CONVERTLY_TOKEN)");
    }

    @Test
    void a_vendor_failed_or_open_job_is_no_error() {
        scene.lists("failed", null);
        assertThat(scene.run("run", "--once")).isZero();
        scene.lists("processing", null);
        assertThat(scene.run(
                        "run", "--once", "--home", scene.home.resolve("other").toString()))
                .isZero();
    }

    @Test
    void a_second_run_on_one_home_is_refused_and_other_commands_work_beside_it() throws IOException {
        scene.run("run", "--once");
        try (RunLock running =
                RunLock.take(scene.home.resolve("data/ledger.db")).orElseThrow()) {
            assertThat(running).isNotNull();
            assertThat(scene.run("run", "--once")).isEqualTo(2);
            assertThat(scene.err()).contains("Another jobdrop run works on");
            assertThat(scene.run("jobs")).isZero();
            assertThat(scene.run("check")).isZero();
            assertThat(scene.run("plan")).isZero();
        }
    }

    @Test
    void a_home_that_a_run_was_given_is_there_for_other_commands() {
        scene.environment.put("JOBDROP_LEDGER_URL", "jdbc:sqlite:" + scene.home.resolve("elsewhere/ledger.db"));
        scene.environment.put(
                "JOBDROP_DROP_DIR", scene.home.resolve("elsewhere/drop").toString());
        String home = scene.home.resolve("new").toString();

        assertThat(scene.run("run", "--once", "--home", home)).isZero();

        assertThat(scene.run("jobs", "--home", home)).isZero();
    }

    @Test
    void the_sandbox_delivers_all_four_feeds_without_keys() {
        scene.environment.clear();

        assertThat(scene.run("run", "--once", "--sandbox")).isZero();

        for (String feed : List.of("companyenrich-exports", "companyenrich-bulk", "userpilot-jobs", "convertly-jobs")) {
            assertThat(scene.home.resolve("drop").resolve(feed)).isNotEmptyDirectory();
        }
        assertThat(scene.out()).contains("That was the sandbox", "the same command again");
        scene.environment.put("CONVERTLY_TOKEN", "secret-key");
        assertThat(scene.run("run", "--once")).isEqualTo(2);
        assertThat(scene.err()).contains("holds jobs of the sandbox");
    }
}
