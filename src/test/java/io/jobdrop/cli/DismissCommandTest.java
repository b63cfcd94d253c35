package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command dismiss, and what no command does: create a ledger to look at. */
@Tag("slow")
class DismissCommandTest {
    @AutoClose
    private final JobdropHome scene;

    DismissCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @Test
    void a_dismissed_job_is_no_error_any_more_and_stays_so_until_it_is_retried() {
        scene.lists("archived", null);
        assertThat(scene.run("run", "--once")).isEqualTo(1);

        assertThat(scene.run("dismiss", "convertly-jobs", "e-1", "--reason", "told\nsales, key secret-key"))
                .isZero();
        assertThat(scene.out()).contains("convertly-jobs job e-1 is dismissed");

        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.out()).contains("1 dismissed");
        scene.lists("completed", scene.vendor.url() + "/r/1");
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.home.resolve("drop/convertly-jobs")).doesNotExist();
        assertThat(scene.run("jobs", "--state", "dismissed")).isZero();
        assertThat(scene.out()).contains("e-1", "dismissed", "told sales, key ***");
        assertThat(scene.run("jobs", "--json")).isZero();
        assertThat(scene.out()).contains("\"state\" : \"dismissed\"");

        assertThat(scene.run("retry", "convertly-jobs", "e-1")).isZero();
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void what_cannot_be_dismissed_is_said() {
        scene.run("run", "--once");

        assertThat(scene.run("dismiss", "convertly-jobs", "e-1", "e-2", "--reason", "x"))
                .isEqualTo(2);
        assertThat(scene.err())
                .contains("convertly-jobs job e-1 is delivered; it cannot be dismissed")
                .contains("convertly-jobs job e-2 is not in the ledger; it cannot be dismissed");
        assertThat(scene.run("dismiss", "convertly-jobs", "e-1", "--reason", " "))
                .isEqualTo(2);
        assertThat(scene.err()).contains("--reason: the reason is empty");
        assertThat(scene.run("dismiss", "convertly-jobs", "e-1")).isEqualTo(2);
        assertThat(scene.run("dismiss", "nope", "e-1", "--reason", "x")).isEqualTo(2);
        assertThat(scene.err()).contains("unknown feed 'nope'");
    }

    @Test
    void what_cannot_be_delivered_once_more_is_said() {
        scene.lists("archived", null);
        scene.run("run", "--once");

        assertThat(scene.run("redeliver", "convertly-jobs", "e-1", "e-2")).isEqualTo(2);
        assertThat(scene.err())
                .contains(
                        "e-1 is held; only a delivered job whose row is kept can be delivered once more. Nothing was changed")
                .contains("e-2 is not in the ledger; only");
        assertThat(scene.run("redeliver")).isEqualTo(2);
        assertThat(scene.run("redeliver", "convertly-jobs")).isEqualTo(2);
        assertThat(scene.run("redeliver", "--missing", "convertly-jobs", "e-1")).isEqualTo(2);
        assertThat(scene.run("redeliver", "nope", "e-1")).isEqualTo(2);
    }

    @Test
    void no_command_that_looks_at_a_ledger_creates_one() throws IOException {
        Path file = scene.home.resolve("data/ledger.db");
        List<String[]> commands = List.of(
                new String[] {"jobs"},
                new String[] {"audit"},
                new String[] {"retry", "--failed"},
                new String[] {"retry", "convertly-jobs", "e-1"},
                new String[] {"redeliver", "--missing"},
                new String[] {"redeliver", "convertly-jobs", "e-1"},
                new String[] {"dismiss", "convertly-jobs", "e-1", "--reason", "x"},
                new String[] {"backup", scene.home.resolve("copy.db").toString()});
        for (String[] command : commands) {
            assertThat(scene.run(command)).isEqualTo(2);
            assertThat(scene.err())
                    .contains("there is no ledger " + file, "application.properties:", "jdbc:sqlite:data/ledger.db")
                    .contains("relative paths start at " + scene.home, "nothing was done");
            assertThat(scene.home).isEmptyDirectory();
        }
        scene.environment.put("JOBDROP_LEDGER_URL", "jdbc:sqlite:other.db");
        assertThat(scene.run("jobs")).isEqualTo(2);
        assertThat(scene.err()).contains("jobdrop.ledger.url (environment JOBDROP_LEDGER_URL) is jdbc:sqlite:other.db");
        Files.createFile(scene.home.resolve("other.db"));
        assertThat(scene.run("jobs")).isEqualTo(2);
        assertThat(scene.home.resolve("other.db")).isEmptyFile();
        scene.environment.put("JOBDROP_LEDGER_URL", "nonsense");
        assertThat(scene.run("jobs")).isEqualTo(2);
        assertThat(scene.err()).contains("jobdrop.ledger.url is wrong; jobdrop check says why");
    }
}
