package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.Configuration;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.Poll;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL server that restarts under a running service. */
class RestartedServerTest {
    private static final String FEED = "convertly-jobs";

    @TempDir
    Path folder;

    private final int port = ServerProcess.freePort();

    private EmbeddedPostgres server() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("server"))
                .setCleanDataDirectory(false)
                .start();
    }

    @Test
    void work_pauses_transfers_in_flight_end_and_nothing_is_lost() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        int http = ServerProcess.freePort();
        EmbeddedPostgres server = server();
        try (LogLines log = new LogLines(Level.INFO);
                FakeVendor vendor = vendor(asked, goOn);
                Run run = Run.prepare(configuration(vendor, http), JobdropContext.Mode.SERVICE, false, Progress.NONE)) {
            run.start();
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

            server.close();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.all().stream().anyMatch(RestartedServerTest::isAway));
            assertThat(get(http, "/observe/health/ready")).contains("does not answer");
            assertThat(get(http, "/observe/health/live")).contains("UP");
            assertThat(get(http, "/jobs")).contains("does not answer");
            CompletableFuture<Poll> poll = run.bundle().polls().pollNow(FEED);
            goOn.countDown();
            server = server();

            assertThat(poll.get(60, TimeUnit.SECONDS).error()).isNull();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> run.bundle()
                            .ledger()
                            .queries()
                            .state(FEED, "e-1")
                            .filter(JobState.DELIVERED::equals)
                            .isPresent());
            assertThat(get(http, "/observe/health/ready")).contains("UP");
            assertThat(log.all().stream().filter(RestartedServerTest::isOfLedger))
                    .as("%s", log.all())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("answers again; polls and deliveries go on");
            assertThat(vendor.requests("/r/1")).hasSize(1);
            assertThat(log.all().toString()).doesNotContain("sslmode", "jdbc:postgresql");
        } finally {
            server.close();
        }
    }

    private static boolean isAway(String line) {
        return line.contains(" does not answer. Nothing new begins");
    }

    // The pool says more, which the logging of the product leaves out.
    private static boolean isOfLedger(String line) {
        return line.contains("the ledger ") || line.contains("could not") || line.contains(" failed");
    }

    private FakeVendor vendor(CountDownLatch asked, CountDownLatch goOn) throws IOException {
        FakeVendor vendor = new FakeVendor();
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-1\",\"job_type\":\"convert\",\"status\":\"completed\",\"results\":"
                        + "[{\"filename\":\"r.csv\",\"url\":\"" + vendor.url()
                        + "/r/1\"}]}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
        vendor.on("/r/1", (request, wire) -> {
            asked.countDown();
            try {
                goOn.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Answer.bytes("text/csv", new byte[] {'a', '\n'}).send(request, wire);
        });
        return vendor;
    }

    private Configuration configuration(FakeVendor vendor, int http) {
        return new Installation(folder.resolve("home"))
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .set("JOBDROP_HTTP_PORT", Integer.toString(http))
                .set("CONVERTLY_JOBS_SCHEDULE", "0 0 0 1 1 ?")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_LEDGER_URL", "jdbc:postgresql://localhost:" + port + "/postgres?sslmode=disable")
                .set("JOBDROP_LEDGER_USER", "postgres")
                .read();
    }

    private static String get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
