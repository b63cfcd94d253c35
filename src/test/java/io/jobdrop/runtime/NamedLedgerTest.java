package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.Configuration.Sources;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Landed;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.RuntimeDataSources;
import io.jobdrop.support.ServerProcess;
import io.jobdrop.support.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service in a runtime whose data source comes late, goes, and comes again. */
@Tag("slow")
class NamedLedgerTest {
    private static final String SCHEMA = "named_service";

    @TempDir
    Path home;

    private final int port = ServerProcess.freePort();
    private final RuntimeDataSources runtime = new RuntimeDataSources(10);
    private final Service service = new Service(context -> {});
    private FakeVendor vendor;

    @BeforeEach
    void start() throws Exception {
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        vendor = new FakeVendor().on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        lists("e-1");
    }

    @AfterEach
    void stop() {
        service.close();
        runtime.close();
        vendor.close();
    }

    @Test
    void it_waits_for_a_data_source_that_comes_late() throws Exception {
        runtime.offer(null);
        service.configure(sources()).get();
        assertThat(get("/observe/health/ready"))
                .contains("the ledger " + RuntimeDataSources.NAME + ", schema " + SCHEMA + " cannot be used: there is"
                        + " nothing of this name; nothing was begun. To mend it, define the data source in the runtime,"
                        + " or correct jobdrop.ledger.jndi");

        runtime.offer(runtime.pool());

        patiently().until(() -> Landed.jobs(home.resolve("drop")) == 1);
        assertThat(get("/observe/health/ready")).contains("UP");
    }

    @Test
    void it_pauses_while_the_data_source_is_gone_and_gives_all_connections_back() throws Exception {
        try (LogLines log = new LogLines(Level.INFO)) {
            service.configure(sources()).get();
            patiently().until(() -> Landed.jobs(home.resolve("drop")) == 1);
            runtime.offer(null);
            patiently().until(() -> get("/observe/health/ready").contains("does not answer"));
            assertThat(get("/observe/health/live")).contains("UP");
            lists("e-2");

            runtime.offer(runtime.pool());

            patiently().until(() -> get("/observe/health/ready").contains("UP"));
            patiently().until(() -> Landed.jobs(home.resolve("drop")) == 2);
            assertThat(log.all())
                    .contains("the ledger " + RuntimeDataSources.NAME + ", schema " + SCHEMA
                            + " answers again; polls and deliveries go on");
        }

        service.close();
        assertThat(runtime.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    private void lists(String id) {
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"" + id + "\",\"job_type\":\"convert\",\"status\":\"completed\","
                        + "\"results\":[{\"filename\":\"r.csv\",\"url\":\"" + vendor.url()
                        + "/r/1\"}]}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
    }

    private Sources sources() {
        return new Sources(
                Path.of("").toAbsolutePath(),
                home,
                List.of(),
                List.of(),
                RuntimeSettings.ofFile("servlet", home.resolve("none.properties"), Map.of(), runtime),
                Map.of(
                        "CONVERTLY_URL",
                        vendor.url(),
                        "CONVERTLY_TOKEN",
                        "key",
                        "CONVERTLY_JOBS_SCHEDULE",
                        "0/1 * * * * ?",
                        "JOBDROP_DOWNLOAD_ALLOW_HOSTS",
                        vendor.host(),
                        "JOBDROP_HTTP_PORT",
                        Integer.toString(port),
                        "JOBDROP_LEDGER_JNDI",
                        RuntimeDataSources.NAME,
                        "JOBDROP_LEDGER_SCHEMA",
                        SCHEMA));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
    }

    private String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
