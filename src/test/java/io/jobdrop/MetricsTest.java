package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jobdrop.config.Configuration;
import io.jobdrop.poll.Poll;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.Run;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.Faults;
import io.jobdrop.support.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service that runs tells Prometheus. */
@Timeout(120)
class MetricsTest {
    private static final String FEED = "convertly-jobs";
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Pattern DOCUMENTED = Pattern.compile("`(jobdrop_[a-z_]+)(?:\\{[^`]*)?`");

    @TempDir
    Path home;

    private DeliveryScene scene;
    private int port;

    @BeforeEach
    void start() throws IOException {
        scene = new DeliveryScene(home);
        port = ServerProcess.freePort();
        scene.jobdrop
                .set("JOBDROP_HTTP_PORT", Integer.toString(port))
                .set("CONVERTLY_JOBS_SCHEDULE", "0 0 3 * * ?")
                .set("JOBDROP_RETRY_BACKOFF", "1ms");
    }

    @AfterEach
    void stop() throws IOException {
        scene.close();
    }

    @Test
    void a_delivery_a_failure_and_a_poll_that_fails_are_counted() throws Exception {
        scene.host.on("/good", Faults.answer(200, "a,b\n1,2\n"));
        scene.host.on("/gone", Faults.status(410));
        scene.lists(
                completed("j1", "/good", "2026-01-02T03:04:05Z"),
                completed("j2", "/gone", "2026-01-02T03:04:05Z"),
                "{\"id\":\"j3\",\"status\":\"processing\"}");

        String text = metricsAfter(bundle -> {
            awaitPoll(bundle);
            scene.vendor.on(DeliveryScene.LIST, Faults.status(404));
            awaitPoll(bundle);
        });

        assertThat(value(text, "jobdrop_jobs{feed=\"convertly-jobs\",state=\"delivered\"}"))
                .isEqualTo(1);
        assertThat(value(text, "jobdrop_jobs{feed=\"convertly-jobs\",state=\"open\"}"))
                .isEqualTo(1);
        assertThat(value(text, "jobdrop_jobs{feed=\"convertly-jobs\",state=\"empty\"}"))
                .isZero();
        assertThat(value(text, "jobdrop_job_transitions_total{feed=\"convertly-jobs\",to=\"delivered\"}"))
                .isEqualTo(1);
        assertThat(value(text, "jobdrop_files_delivered_total{feed=\"convertly-jobs\"}"))
                .isEqualTo(1);
        assertThat(value(text, "jobdrop_bytes_delivered_total{feed=\"convertly-jobs\"}"))
                .isEqualTo(8);
        assertThat(value(text, "jobdrop_bytes_downloaded_total{feed=\"convertly-jobs\"}"))
                .isEqualTo(8);
        assertThat(value(text, "jobdrop_attempts_total{feed=\"convertly-jobs\",outcome=\"delivered\"}"))
                .isEqualTo(1);
        assertThat(value(text, "jobdrop_attempts_total{feed=\"convertly-jobs\",outcome=\"failed\"}"))
                .isPositive();
        assertThat(value(text, "jobdrop_delivery_duration_seconds_count{feed=\"convertly-jobs\"}"))
                .isEqualTo(1);
        assertThat(value(text, "jobdrop_landing_delay_seconds_sum{feed=\"convertly-jobs\"}"))
                .isGreaterThan(86_400);
        assertThat(value(text, "jobdrop_polls_total{feed=\"convertly-jobs\",outcome=\"succeeded\"}"))
                .isPositive();
        assertThat(value(text, "jobdrop_polls_total{feed=\"convertly-jobs\",outcome=\"failed\"}"))
                .isPositive();
        assertThat(value(text, "jobdrop_vendor_requests_total{kind=\"list\",outcome=\"4xx\",vendor=\"convertly\"}"))
                .isPositive();
        assertThat(value(text, "jobdrop_vendor_requests_total{kind=\"result\",outcome=\"2xx\",vendor=\"convertly\"}"))
                .isEqualTo(1);
        assertThat(value(text, "jobdrop_oldest_undelivered_job_timestamp_seconds{feed=\"convertly-jobs\"}"))
                .isBetween(Instant.now().getEpochSecond() - 120.0, Instant.now().getEpochSecond() + 1.0);
        assertThat(value(text, "jobdrop_feed_last_successful_poll_timestamp_seconds{feed=\"convertly-jobs\"}"))
                .isLessThan(value(text, "jobdrop_feed_last_poll_timestamp_seconds{feed=\"convertly-jobs\"}"));
        assertThat(value(text, "jobdrop_feed_poll_interval_seconds{feed=\"convertly-jobs\"}"))
                .isEqualTo(86_400);
        assertThat(text).contains("\njobdrop_nodes 1.0\n", "\njobdrop_nodes_silent 0.0\n");
        assertThat(text).contains("jobdrop_build_info{camel=\"4.", "runtime=\"standalone\"");
        assertThat(text).doesNotContain("j1", "127.0.0.1", "secret-key");
    }

    @Test
    void the_text_is_right_and_each_name_is_documented() throws Exception {
        scene.host.on("/good", Faults.answer(200, "a,b\n1,2\n"));
        scene.vendor.on(
                DeliveryScene.LIST,
                Faults.first(
                        1,
                        Faults.status(429, "Retry-After", "1"),
                        (request, wire) -> Faults.json("{\"jobs\":[" + completed("j1", "/good", "2026-01-02T03:04:05Z")
                                        + "],\"pagination\":{\"hasMore\":false}}")
                                .send(request, wire)));

        String text = metricsAfter(this::awaitPoll);

        String names = Files.readString(Path.of("docs/metrics.md"));
        TreeSet<String> told = text.lines()
                .filter(line -> line.startsWith("# TYPE jobdrop_"))
                .map(line -> line.split(" ")[2])
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> documented = DOCUMENTED
                .matcher(names)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(documented);
        assumeThat(PROMTOOL).as("Debian's package prometheus").exists();
        assertThat(promtool(text)).isEmpty();
    }

    private String completed(String id, String path, String at) {
        return "{\"id\":\"" + id + "\",\"status\":\"completed\",\"completed_at\":\"" + at
                + "\",\"completed_files\":1,\"results\":[{\"filename\":\"r.csv\",\"downloadUrl\":\"" + scene.host.url()
                + path
                + "\"}]}";
    }

    private interface Work {
        void on(JobdropContext bundle) throws Exception;
    }

    private String metricsAfter(Work work) throws Exception {
        Configuration configuration = scene.jobdrop.read();
        try (Run run = Run.prepare(configuration, JobdropContext.Mode.SERVICE, false, Progress.NONE)) {
            run.start();
            work.on(run.bundle());
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private void awaitPoll(JobdropContext bundle) throws Exception {
        Poll poll = bundle.polls().pollNow(FEED).get();
        assertThat(poll.ended()).isTrue();
        bundle.inFlight().awaitNone(FEED);
    }

    private static double value(String text, String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in\n" + text));
    }

    // It finds fault with some of the names of Java's own metrics, which are Micrometer's.
    private static List<String> promtool(String text) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return Arrays.stream(said.split("\n"))
                .filter(line -> line.contains("jobdrop_") || line.contains("error"))
                .toList();
    }
}
