package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.Cluster;
import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.record.AuditParts;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.support.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code audit --nodes}, whose rows in the ledger are gone when it has ended. */
class SharedAuditTest {
    private static final String SCHEMA = "shared_audit";
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String ALONE = "No node is running; this command hashes alone.\n";

    @TempDir
    Path folder;

    private JobdropHome scene;
    private ByUrl ledger;

    @BeforeEach
    void deliver() throws Exception {
        scene = new JobdropHome(folder);
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        ledger = TestServer.ledger(SCHEMA);
        scene.environment.put("JOBDROP_LEDGER_URL", ledger.url());
        scene.environment.put("JOBDROP_LEDGER_USER", ledger.user());
        scene.environment.put("JOBDROP_LEDGER_SCHEMA", SCHEMA);
        scene.environment.put("JOBDROP_CLUSTER_KEY", KEY);
        assertThat(scene.run("run", "--once")).isZero();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    // Their files were never there.
    private static void lost(String feed, int jobs, int files, long bytes) {
        TestServer.execute("INSERT INTO shared_audit.job (feed, job_id, state, first_seen_at)"
                + " SELECT '%s', 'm-' || i, 'delivered', 1 FROM generate_series(1, %d) AS i".formatted(feed, jobs));
        TestServer.execute("INSERT INTO shared_audit.job_file (feed, job_id, position, name, bytes, sha256, location)"
                + " SELECT feed, job_id, i, 'n', %d, 'x', feed || '/' || job_id || '/' || i".formatted(bytes)
                + " FROM shared_audit.job, generate_series(1, %d) AS i WHERE feed = '%s'".formatted(files, feed)
                + " AND job_id LIKE 'm-%'");
    }

    private static long count(String sql) {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertNothingIsLeft() {
        assertThat(
                        count(
                                "SELECT (SELECT COUNT(*) FROM shared_audit.audit) + (SELECT COUNT(*) FROM shared_audit.audit_part)"))
                .isZero();
    }

    @Test
    void without_nodes_the_command_does_all_parts_and_says_so() {
        assertThat(scene.run("audit", "--nodes")).isZero();

        assertThat(scene.out()).isEqualTo("1 delivered jobs, 1 files, 2 bytes: all as delivered\n");
        assertThat(scene.err()).isEqualTo(ALONE);
        assertNothingIsLeft();
    }

    @Test
    void it_prints_the_table_of_the_command_alone_from_many_parts() {
        lost("b-feed", 30, 3, 400_000_000);
        lost("a-feed", 3, AuditReport.PIECE, 1);
        assertThat(scene.run("audit")).isEqualTo(1);
        String alone = scene.out();

        assertThat(scene.run("audit", "--nodes")).isEqualTo(1);

        assertThat(scene.out()).isEqualTo(alone).contains("34 delivered jobs, 3091 files", ": 3090 missing or changed");
        assertThat(scene.out().lines().filter(line -> line.startsWith("FEED "))).hasSize(1);
        assertNothingIsLeft();
        assertThat(scene.run("audit", "--nodes", "--feed", "convertly-jobs")).isZero();
        assertThat(scene.out()).startsWith("1 delivered jobs,");
    }

    @Test
    void too_many_findings_of_a_part_are_found_once_more_by_the_command() {
        lost("a-feed", 1, 1001, 1);
        assertThat(scene.run("audit")).isEqualTo(1);
        String alone = scene.out();

        assertThat(scene.run("audit", "--nodes")).isEqualTo(1);

        assertThat(scene.out()).isEqualTo(alone).contains(": 1001 missing or changed");
    }

    @Test
    void what_a_killed_command_left_is_deleted() {
        for (String command : List.of("audit --nodes", "prune")) {
            TestServer.execute("INSERT INTO shared_audit.audit (id, lease_until) VALUES ('dead', 1)");
            TestServer.execute("INSERT INTO shared_audit.audit_part (audit, number, feed, first_row, last_row)"
                    + " VALUES ('dead', 1, 'convertly-jobs', 1, 1)");

            assertThat(scene.run(command.split(" "))).isZero();

            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JOBDROP_CLUSTER_KEY", "JOBDROP_LEDGER_URL"})
    void a_ledger_that_is_not_shared_has_no_nodes(String missing) {
        scene.environment.remove(missing);
        assertThat(scene.run("run", "--once")).isZero();

        assertThat(scene.run("audit", "--nodes")).isEqualTo(2);

        assertThat(scene.err())
                .startsWith("--nodes is for nodes that share a ledger in PostgreSQL, and ")
                .contains("is not shared", "Nothing was hashed. Without --nodes, this command hashes alone");
    }

    @Test
    @Tag("slow")
    void a_command_that_is_asked_to_end_deletes_its_rows() throws Exception {
        lost("a-feed", 300, 1, 2_000_000_000);
        Cluster patient = new Cluster("test", "other", Duration.ofHours(1), KEY);
        ByUrl shared = new ByUrl(ledger.url(), ledger.user(), "", SCHEMA, 2, patient);
        try (LedgerDatabase database = LedgerDatabase.open(shared, folder.resolve("drop"))) {
            AuditParts other = new AuditParts(database, database.clock(Clock.systemUTC()), "other");
            Process command = start();
            try {
                // The other process never ends its part.
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> other.take().isPresent());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> count("SELECT COUNT(*) FROM shared_audit.audit_part WHERE files IS NULL") == 1);

                command.destroy();

                assertThat(command.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(command.exitValue()).isEqualTo(143);
                assertThat(Files.readString(folder.resolve("audit.log"))).doesNotContain("\tat ", "has lost its rows");
                assertNothingIsLeft();
            } finally {
                command.destroyForcibly().waitFor();
            }
        }
    }

    private Process start() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-Djobdrop.install=" + Path.of("").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "audit",
                "--nodes",
                "--home",
                folder.toString()));
        builder.environment().putAll(scene.environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("audit.log").toFile())
                .start();
    }
}
