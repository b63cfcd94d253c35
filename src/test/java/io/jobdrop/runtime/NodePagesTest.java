package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.ServerProcess;
import io.jobdrop.support.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each of two nodes on one ledger shows of both. */
@Timeout(120)
class NodePagesTest {
    private static final String FEED = "convertly-jobs";
    private static final String SCHEMA = "node_pages";
    private static final String DEAD = "three-0a1b2c3d-4e5f";
    private static final String NEWER = "four-0a1b2c3d-4e5f";
    private static final int JOBS = 20;
    private static final int WORKERS = 8;

    @TempDir
    Path folder;

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Map<String, Run> runs = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private FakeVendor vendor;

    @BeforeEach
    void start() throws Exception {
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        vendor = new FakeVendor();
        String jobs = IntStream.range(0, JOBS)
                .mapToObj(i -> "{\"id\":\"e-" + i + "\",\"status\":\"completed\",\"results\":"
                        + "[{\"filename\":\"r.csv\",\"url\":\"" + vendor.url() + "/r\"}]}")
                .collect(Collectors.joining(","));
        vendor.on("/api/jobs", Answer.json("{\"jobs\":[" + jobs + "],\"pagination\":{\"hasMore\":false}}"));
        vendor.on("/r", (request, wire) -> {
            try {
                goOn.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Answer.bytes("text/csv", "a".getBytes(StandardCharsets.UTF_8)).send(request, wire);
        });
        run("one");
        run("two");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> runs.values().stream()
                        .allMatch(run -> run.bundle().inFlight().working(FEED) == WORKERS
                                && run.bundle().inFlight().waiting(FEED) == JOBS - 2 * WORKERS));
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        runs.values().forEach(Run::close);
        vendor.close();
    }

    private void run(String node) throws Exception {
        ports.put(node, ServerProcess.freePort());
        Installation installation = new Installation(folder.resolve(node))
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .set("JOBDROP_HTTP_PORT", Integer.toString(ports.get(node)))
                .set("CONVERTLY_JOBS_SCHEDULE", "0 0 0 1 1 ?")
                .set("JOBDROP_DROP_DIR", folder.resolve("drop").toString())
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_LEDGER_URL", TestServer.url())
                .set("JOBDROP_LEDGER_USER", "postgres")
                .set("JOBDROP_LEDGER_SCHEMA", SCHEMA)
                .set("JOBDROP_CLUSTER_KEY", "0123456789abcdef0123456789abcdef")
                .set("JOBDROP_CLUSTER_NODE", node);
        Run run = Run.prepare(installation.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE);
        runs.put(node, run);
        run.start();
    }

    private String get(String node, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + ports.get(node) + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String id(String node) {
        return runs.get(node).bundle().owner();
    }

    private static void insert(String id, String version, String seen) {
        TestServer.execute("INSERT INTO " + SCHEMA + ".node SELECT '" + id + "', 'jobdrop', '" + version
                + "', '', now - 600000, now " + seen
                + " FROM (SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS now) AS times");
    }

    @Test
    void the_page_shows_each_node_with_its_version_and_its_work() throws Exception {
        insert(DEAD, "0.0.9", "- 120000");
        insert(NEWER, "<b>9", "+ 600000");
        TestServer.execute("UPDATE " + SCHEMA + ".poll SET owner = '" + DEAD + "', lease_until = 9000000000000");

        String page = get("one", "/");

        assertThat(page)
                .contains("<h2>Nodes</h2>", "The nodes run different versions: &lt;b&gt;9, ")
                .contains("<span class=\"id\">" + id("one") + "</span><small>this node</small>")
                .contains("<span class=\"id\">" + id("two") + "</span>\n", "8 jobs", "1 feed<")
                .contains("<span class=\"state silent\">silent for 2 min</span>")
                .contains("<h1>1 node is silent</h1>", "<strong>" + DEAD + "</strong> is silent; it was last seen")
                .contains("polled by <span class=\"id\">" + DEAD + "</span> (silent)")
                .contains(id("one") + " shares this ledger with other nodes")
                .doesNotContain("<b>9", "ledger alone");
        assertThat(get("two", "/")).contains("<span class=\"id\">" + id("two") + "</span><small>this node</small>");
    }

    @Test
    void nodes_and_who_has_a_feed_or_a_job_are_json_too() throws Exception {
        insert(DEAD, "0.0.9", "- 120000");
        TestServer.execute("UPDATE " + SCHEMA + ".poll SET owner = '" + id("two") + "', lease_until = 9000000000000");
        ObjectMapper json = new ObjectMapper();

        JsonNode nodes = json.readTree(get("two", "/api/nodes"));

        assertThat(nodes.findValuesAsText("node")).containsExactly(DEAD, id("one"), id("two"));
        assertThat(nodes.findValuesAsText("state")).containsExactly("silent", "alive", "alive");
        assertThat(nodes.findValuesAsText("self")).containsExactly("false", "false", "true");
        assertThat(nodes.findValuesAsText("delivers")).containsExactly("0", "8", "8");
        assertThat(nodes.findValuesAsText("polls")).containsExactly("0", "0", "1");
        assertThat(nodes.get(0).path("version").asText()).isEqualTo("0.0.9");
        assertThat(nodes.get(0).path("startedAt").asText())
                .isLessThan(nodes.get(0).path("lastSeenAt").asText());
        assertThat(json.readTree(get("two", "/api/feeds")).get(0).path("node").asText())
                .isEqualTo(id("two"));
        assertThat(json.readTree(get("two", "/api/jobs?state=delivering")).findValuesAsText("node"))
                .hasSize(2 * WORKERS)
                .containsOnly(id("one"), id("two"));
    }

    @Test
    void a_job_in_delivery_names_its_node_on_its_page() throws Exception {
        JsonNode job = new ObjectMapper()
                .readTree(get("one", "/api/jobs?state=delivering"))
                .get(0);
        String owner = job.path("node").asText();
        String other = owner.equals(id("one")) ? "two" : "one";
        String path = "/jobs/" + FEED + "/" + job.path("jobId").asText();

        assertThat(get(other, path))
                .contains("<dt>In delivery on</dt><dd><span class=\"id\">" + owner + "</span></dd>");
        assertThat(get(other.equals("one") ? "two" : "one", path)).contains(owner + "</span> (this node)</dd>");
    }

    @Test
    void each_node_tells_prometheus_the_same_of_the_ledger_and_its_own_of_itself() throws Exception {
        insert(DEAD, "0.0.9", "- 120000");

        for (String node : runs.keySet()) {
            assertThat(get(node, "/observe/metrics"))
                    .contains("\njobdrop_nodes 2.0\n", "\njobdrop_nodes_silent 1.0\n")
                    .contains("jobdrop_queue_depth{feed=\"convertly-jobs\"} 4.0\n")
                    .contains("jobdrop_jobs{feed=\"convertly-jobs\",state=\"delivering\"} 16.0\n")
                    .contains("jobdrop_workers_busy{feed=\"convertly-jobs\"} 8.0\n")
                    .containsPattern("jobdrop_queue_oldest_job_timestamp_seconds\\{feed=\"convertly-jobs\"} [0-9.]+E9");
        }
    }
}
