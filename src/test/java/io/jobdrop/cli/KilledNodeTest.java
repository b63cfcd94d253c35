package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes as processes, of which one is killed or stopped in the middle of its downloads. */
class KilledNodeTest {
    private static final String FEED = "convertly-jobs";
    private static final String SCHEMA = "killed_node";
    private static final int JOBS = 30;
    // Enough for a node that goes on to do all that it may do.
    private static final long AWAKE_MILLIS = 3000;
    private static final String HELD = "SELECT owner, job_id FROM " + SCHEMA + ".job WHERE state = 'delivering'";

    @TempDir
    Path folder;

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Map<String, Process> nodes = new LinkedHashMap<>();
    private FakeVendor vendor;
    private volatile String content = "first ";

    @BeforeEach
    void serve() throws Exception {
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        vendor = new FakeVendor();
        String jobs = IntStream.range(0, JOBS)
                .mapToObj(i -> "{\"id\":\"e-" + i + "\",\"job_type\":\"convert\",\"status\":\"completed\",\"results\":"
                        + "[{\"filename\":\"r.csv\",\"url\":\"" + vendor.url() + "/r/" + i + "\"}]}")
                .collect(Collectors.joining(","));
        vendor.on(
                "/api/jobs", Answer.json("{\"jobs\":[" + jobs + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
        for (int i = 0; i < JOBS; i++) {
            String id = "e-" + i;
            vendor.on("/r/" + i, (request, wire) -> {
                String now = content;
                pause(goOn);
                Answer.bytes("text/csv", (now + id).getBytes(StandardCharsets.UTF_8))
                        .send(request, wire);
            });
        }
    }

    private static void pause(CountDownLatch latch) {
        try {
            latch.await(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        for (Process node : nodes.values()) {
            node.destroyForcibly().waitFor();
        }
        vendor.close();
    }

    @Test
    void the_work_of_a_killed_node_is_done_by_the_others_and_each_job_is_delivered_once() throws Exception {
        startAll();
        List<String> held = heldBy("two");
        nodes.get("two").destroyForcibly().waitFor();
        goOn.countDown();

        awaitDelivered();
        int asked = IntStream.range(0, JOBS)
                .map(i -> vendor.requests("/r/" + i).size())
                .sum();
        assertThat(asked).isBetween(JOBS, JOBS + held.size());
        for (int i = 0; i < JOBS; i++) {
            assertThat(landed("e-" + i)).isEqualTo("first e-" + i);
        }
    }

    @Test
    void a_node_that_goes_on_after_its_lease_publishes_and_records_nothing() throws Exception {
        startAll();
        List<String> held = heldBy("two");
        signal("STOP");
        content = "second ";
        await().atMost(Duration.ofSeconds(60)).until(() -> heldBy("two").isEmpty());
        goOn.countDown();
        awaitDelivered();
        Map<String, String> before = landed(held);
        List<String> owners = query("SELECT node, job_id FROM " + SCHEMA + ".attempt WHERE outcome = 'delivered'");
        long silent = beat();
        signal("CONT");

        long first = await().atMost(Duration.ofSeconds(60)).until(this::beat, beat -> beat > silent);
        await().atMost(Duration.ofSeconds(60)).until(() -> beat() > first + AWAKE_MILLIS);
        assertThat(before).containsValue("second " + held.get(0));
        assertThat(landed(held)).isEqualTo(before);
        assertThat(query("SELECT node, job_id FROM " + SCHEMA + ".attempt WHERE outcome = 'delivered'"))
                .hasSize(JOBS)
                .isEqualTo(owners);
    }

    private void startAll() throws Exception {
        for (String node : List.of("one", "two", "three")) {
            nodes.put(node, start(node));
        }
        await().atMost(Duration.ofSeconds(120))
                .until(() ->
                        nodes.keySet().stream().noneMatch(node -> heldBy(node).isEmpty()));
    }

    private Process start(String node) throws IOException {
        ByUrl ledger = TestServer.ledger(SCHEMA);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-Djobdrop.install=" + Path.of("").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--home",
                Files.createDirectories(folder.resolve(node)).toString()));
        Map<String, String> environment = builder.environment();
        environment.put("CONVERTLY_URL", vendor.url());
        environment.put("CONVERTLY_TOKEN", "secret-key");
        environment.put("CONVERTLY_JOBS_SCHEDULE", "0/20 * * * * ?");
        environment.put("JOBDROP_FEEDS", FEED);
        environment.put("JOBDROP_HTTP_PORT", "");
        environment.put("JOBDROP_DROP_DIR", folder.resolve("drop").toString());
        environment.put("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        environment.put("JOBDROP_LEDGER_URL", ledger.url());
        environment.put("JOBDROP_LEDGER_USER", ledger.user());
        environment.put("JOBDROP_LEDGER_SCHEMA", SCHEMA);
        environment.put("JOBDROP_CLUSTER_KEY", "0123456789abcdef0123456789abcdef");
        environment.put("JOBDROP_CLUSTER_NODE", node);
        environment.put("JOBDROP_CLUSTER_LEASE", "3s");
        environment.put("JOBDROP_DOWNLOAD_IDLE_TIMEOUT", "10m");
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(node + ".log").toFile())
                .start();
    }

    private void signal(String name) throws Exception {
        String pid = Long.toString(nodes.get("two").pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    // When the second node said that it is there, by the clock of the server.
    private long beat() {
        return query("SELECT id, beat_at FROM " + SCHEMA + ".node WHERE id LIKE 'two-%'").stream()
                .mapToLong(row -> Long.parseLong(row.substring(row.indexOf(' ') + 1)))
                .max()
                .orElse(0);
    }

    private void awaitDelivered() {
        await().atMost(Duration.ofSeconds(120))
                .until(() -> query("SELECT job_id, job_id FROM " + SCHEMA + ".job WHERE state = 'delivered'")
                                .size()
                        == JOBS);
    }

    private static List<String> heldBy(String node) {
        return query(HELD).stream()
                .filter(row -> row.startsWith(node + "-"))
                .map(row -> row.substring(row.indexOf(' ') + 1))
                .toList();
    }

    private static List<String> query(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql + " ORDER BY 2")) {
            while (found.next()) {
                rows.add(found.getString(1) + " " + found.getString(2));
            }
        } catch (SQLException e) {
            // There is no table before the first node has made it.
            return rows;
        }
        return rows;
    }

    private Map<String, String> landed(List<String> ids) throws IOException {
        Map<String, String> landed = new LinkedHashMap<>();
        for (String id : ids) {
            landed.put(id, landed(id));
        }
        return landed;
    }

    private String landed(String id) throws IOException {
        return Files.readString(folder.resolve("drop").resolve(FEED).resolve(id).resolve("r.csv"));
    }
}
