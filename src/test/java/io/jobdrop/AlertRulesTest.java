package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.Run;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.Faults;
import io.jobdrop.support.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard of {@code ops/}, and a Prometheus of Debian's package {@code prometheus}. */
@Tag("slow")
@Timeout(180)
class AlertRulesTest {
    private static final Path OPS = Path.of("ops").toAbsolutePath();
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    @Test
    void the_rules_do_what_their_tests_say() throws Exception {
        assumeThat(PROMETHEUS).as("Debian's package prometheus").exists();
        Process tests = new ProcessBuilder("/usr/bin/promtool", "test", "rules", "rules.test.yml")
                .directory(OPS.resolve("prometheus").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tests.waitFor()).as(said).isZero();
    }

    @Test
    void rules_and_dashboard_use_metrics_that_exist() throws IOException {
        TreeSet<String> known = names(Files.readString(Path.of("docs/metrics.md")));
        String dashboard = Files.readString(OPS.resolve("grafana/jobdrop.json"));

        assertThat(JSON.readTree(dashboard).path("panels").size()).isGreaterThan(9);
        assertThat(known).containsAll(names(dashboard));
        assertThat(known).containsAll(names(Files.readString(OPS.resolve("prometheus/rules.yml"))));
    }

    private static TreeSet<String> names(String text) {
        return Pattern.compile("\\bjobdrop_[a-z_]+")
                .matcher(text)
                .results()
                .map(found -> found.group().replaceAll("_(?:bucket|count|sum|max)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void an_alert_fires_in_a_real_prometheus() throws Exception {
        assumeThat(PROMETHEUS).as("Debian's package prometheus").exists();
        int port = ServerProcess.freePort();
        try (DeliveryScene scene = new DeliveryScene(home.resolve("jobdrop"))) {
            scene.jobdrop.set("JOBDROP_HTTP_PORT", Integer.toString(port)).set("JOBDROP_RETRY_ATTEMPTS", "1");
            scene.host.on("/broken", Faults.status(500));
            scene.lists(DeliveryScene.completed("j1", DeliveryScene.file("r.csv", scene.host.url() + "/broken")));
            try (Run run = Run.prepare(scene.jobdrop.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE)) {
                run.start();
                firing(port);
            }
        }
    }

    private void firing(int port) throws Exception {
        int api = ServerProcess.freePort();
        Path config = Files.writeString(
                home.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                        + "rule_files: [" + OPS.resolve("prometheus/rules.yml") + "]\n"
                        + "scrape_configs:\n"
                        + "  - job_name: jobdrop\n"
                        + "    metrics_path: /observe/metrics\n"
                        + "    static_configs: [{targets: ['127.0.0.1:" + port + "']}]\n");
        Process prometheus = new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + home.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + api)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("prometheus.log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        List<String> alerts = get(api, "alerts").findValuesAsText("alertname");
                        assertThat(alerts).contains("GaveUp");
                    });
            String query = URLEncoder.encode("jobdrop_jobs{state=\"gave-up\"}", StandardCharsets.UTF_8);
            JsonNode found = get(api, "query?query=" + query).at("/data/result/0");
            assertThat(found.at("/metric/feed").asText()).isEqualTo("convertly-jobs");
            assertThat(found.at("/value/1").asText()).isEqualTo("1");
            assertThat(get(api, "targets").at("/data/activeTargets/0/lastError").asText())
                    .isEmpty();
        } finally {
            prometheus.destroy();
            prometheus.waitFor();
        }
    }

    private static JsonNode get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .build();
        return JSON.readTree(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }
}
