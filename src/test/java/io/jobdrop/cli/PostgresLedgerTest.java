package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.record.RunLock;
import io.jobdrop.support.Artemis;
import io.jobdrop.support.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with a ledger on a PostgreSQL server. */
class PostgresLedgerTest {
    private static final String FEED = "convertly-jobs";

    @TempDir
    Path folder;

    private JobdropHome scene;
    private ByUrl ledger;

    @BeforeEach
    void open() throws Exception {
        scene = new JobdropHome(folder);
        String schema = "commands";
        TestServer.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        ledger = TestServer.ledger(schema);
        scene.environment.put("JOBDROP_LEDGER_URL", ledger.url());
        scene.environment.put("JOBDROP_LEDGER_USER", ledger.user());
        scene.environment.put("JOBDROP_LEDGER_SCHEMA", schema);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void a_job_is_delivered_once_and_every_command_knows_it() {
        assertThat(scene.run("plan")).isZero();
        assertThat(scene.out()).contains("r.csv");
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.vendor.requests("/r/1")).hasSize(1);

        assertThat(scene.run("jobs", "--json")).isZero();
        assertThat(scene.out()).contains("\"jobId\" : \"e-1\"", "\"state\" : \"delivered\"");
        assertThat(scene.run("audit")).isZero();
        assertThat(scene.run("plan")).isZero();
        assertThat(scene.out()).doesNotContain("r.csv");
        assertThat(scene.run("redeliver", FEED, "e-1")).isZero();
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.vendor.requests("/r/1")).hasSize(2);
        assertThat(scene.run("prune")).isZero();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_job_in_delivery_names_its_node_where_nodes_share_the_ledger() {
        scene.lists("strange", null);
        assertThat(scene.run("run", "--once")).isEqualTo(1);
        TestServer.execute("UPDATE commands.job SET state = 'delivering', owner = 'one-1'");

        assertThat(scene.run("jobs")).isZero();
        assertThat(scene.out()).doesNotContain("NODE", "one-1");
        assertThat(scene.run("jobs", "--json")).isZero();
        assertThat(scene.out()).doesNotContain("\"node\"");

        scene.environment.put("JOBDROP_CLUSTER_KEY", "0123456789abcdef0123456789abcdef");
        assertThat(scene.run("jobs")).isZero();
        assertThat(scene.out()).containsPattern("BYTES +NODE +NOTE\n.* delivering +one-1");
        assertThat(scene.run("jobs", FEED, "e-1", "--json")).isZero();
        assertThat(scene.out()).contains("\"node\" : \"one-1\"");
    }

    @Test
    void people_dismiss_and_retry_jobs() {
        scene.lists("strange", null);
        assertThat(scene.run("run", "--once")).isEqualTo(1);
        assertThat(scene.run("dismiss", FEED, "e-1", "--reason", "known")).isZero();
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.run("retry", FEED, "e-1")).isZero();
        assertThat(scene.run("watch", "companyenrich-bulk", JobdropHome.BULK_ID))
                .isZero();
        assertThat(scene.out()).contains("1 registered in " + ledger);
    }

    @Test
    void a_second_run_is_refused() throws Exception {
        try (RunLock lock = RunLock.take(ledger).orElseThrow()) {
            assertThat(lock.away()).isEmpty();
            assertThat(scene.run("run", "--once")).isEqualTo(2);
            assertThat(scene.err())
                    .isEqualTo("Another jobdrop run works on " + ledger + ". Stop it first, or choose another"
                            + " jobdrop.ledger.schema. All commands but run work beside it. To share its work, set the"
                            + " same jobdrop.cluster.key for both.\n");
        }
    }

    @Test
    void a_check_names_the_server_and_asks_it_only_when_it_may_connect() {
        assertThat(scene.run("check")).isZero();
        assertThat(scene.out()).contains("The ledger is " + ledger + ".");

        assertThat(scene.run("check", "--connect")).isZero();
        assertThat(scene.out())
                .contains("The ledger is " + ledger + ": PostgreSQL 17.")
                .contains(", user postgres, the schema does not exist yet, and jobdrop run creates it.");

        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.run("check", "--connect")).isZero();
        assertThat(scene.out()).contains("the schema holds a ledger.");
    }

    @Test
    void with_a_broker_a_run_delivers_and_a_check_names_it_or_says_why_it_cannot_be_used() throws Exception {
        try (Artemis broker = new Artemis().start()) {
            scene.environment.put("JOBDROP_CLUSTER_KEY", "0123456789abcdef0123456789abcdef");
            scene.environment.put("JOBDROP_QUEUE", "jms");
            scene.environment.put("JOBDROP_QUEUE_URL", broker.url() + "?consumerWindowSize=0");
            assertThat(scene.run("check", "--connect")).isZero();
            assertThat(scene.out()).contains("The broker is " + broker.url() + ": ActiveMQ 2.");
            assertThat(scene.run("run", "--once")).isZero();
            assertThat(scene.vendor.requests("/r/1")).hasSize(1);

            broker.stop();
            assertThat(scene.run("check", "--connect")).isEqualTo(2);
            assertThat(scene.err())
                    .contains(
                            "the broker " + broker.url() + " (jobdrop.queue.url) cannot be used: ",
                            "Cannot connect to server(s)");
            assertThat(scene.run("check")).isZero();
            assertThat(scene.run("redeliver", FEED, "e-1")).isZero();
            assertThat(scene.run("run", "--once")).isZero();
            assertThat(scene.vendor.requests("/r/1")).hasSize(2);
        }
    }

    @Test
    void a_command_that_only_looks_creates_no_ledger() {
        assertThat(scene.run("jobs")).isEqualTo(2);
        assertThat(scene.err())
                .contains("there is no ledger " + ledger + ". jobdrop.ledger.url (environment JOBDROP_LEDGER_URL) is "
                        + ledger.url() + ", and jobdrop.ledger.schema is commands; nothing was done");
        assertThat(scene.run("plan")).isZero();
        assertThat(scene.run("jobs")).isEqualTo(2);
    }

    @Test
    void a_backup_is_for_the_tools_of_the_server() {
        assertThat(scene.run("backup", folder.resolve("copy.db").toString())).isEqualTo(2);
        assertThat(scene.err()).contains("Use pg_dump --schema=commands");
    }

    @Test
    void the_sandbox_keeps_away() {
        assertThat(scene.run("run", "--once", "--sandbox")).isEqualTo(2);
        assertThat(scene.err())
                .isEqualTo(
                        "The jobs of the sandbox are kept in a file, and jobdrop.ledger.url names a server; nothing was"
                                + " started. Set JOBDROP_LEDGER_URL=jdbc:sqlite:data/ledger.db for the sandbox\n");
    }

    @Test
    void the_settings_are_shown_without_password_and_options() {
        scene.environment.put("JOBDROP_LEDGER_URL", ledger.url() + "?sslmode=prefer&sslkey=/etc/hidden");
        scene.environment.put("JOBDROP_LEDGER_PASSWORD", "s3cr3t-word");

        assertThat(scene.run("config")).isZero();

        assertThat(scene.out()).contains(ledger.url() + "?***").doesNotContain("sslkey", "hidden", "s3cr3t-word");
        assertThat(Files.exists(folder.resolve("data"))).isFalse();
    }
}
