package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.SftpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was packaged hands over to an SFTP server: more than its heap holds, killed on the way, and saying no secret. */
class EndpointIT {
    private static final int MEGABYTE = 1 << 20;
    private static final String BELOW = "in/convertly-jobs/j/";

    @TempDir
    Path folder;

    private long size = 120L * MEGABYTE;
    private FakeVendor vendor;
    private HttpServer host;
    private SftpServer server;
    private Path printed;
    private Distribution jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] megabyte = new byte[MEGABYTE];
        host.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, size);
                for (long sent = 0; sent < size; sent += megabyte.length) {
                    exchange.getResponseBody().write(megabyte);
                }
            }
        });
        host.start();
        String address = "127.0.0.1:" + host.getAddress().getPort();
        vendor.on(
                "/api/jobs",
                Answer.json(
                        "{\"jobs\":[{\"id\":\"j\",\"status\":\"completed\",\"results\":[{\"url\":\"http://" + address
                                + "/big\",\"filename\":\"big.bin\"}]}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
        server = new SftpServer(folder.resolve("remote"));
        Path knownHosts = Files.writeString(folder.resolve("known_hosts"), server.knownHost());
        printed = Files.createFile(folder.resolve("printed"));
        jobdrop = new Distribution(folder.resolve("home"))
                .printingTo(printed)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", address)
                .set("JOBDROP_JAVA_OPTS", "-Xmx96m -XX:TieredStopAtLevel=1")
                .set("SFTP_PASSWORD", SftpServer.PASSWORD)
                .set("CONVERTLY_JOBS_DROP", "endpoint")
                .set(
                        "CONVERTLY_JOBS_DROP_URI",
                        "sftp://127.0.0.1:" + server.port() + "/in?username=" + SftpServer.USER
                                + "&password=RAW({{env:SFTP_PASSWORD}})&knownHostsFile=" + knownHosts
                                + "&strictHostKeyChecking=yes&maximumReconnectAttempts=1&tempPrefix=.part-"
                                + "&fileExist=TryRename");
    }

    @AfterEach
    void stop() throws IOException {
        vendor.close();
        host.stop(0);
        server.close();
    }

    @Test
    void a_file_larger_than_the_heap_is_handed_over_also_after_a_kill_in_the_middle() throws Exception {
        CompletableFuture<Process> running = new CompletableFuture<>();
        server.atAMegabyte(() -> running.join().destroyForcibly());

        Process killed = jobdrop.start("run", "--once");
        running.complete(killed);
        assertThat(killed.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(server.files()).doesNotContain(BELOW + "big.bin", BELOW + "manifest.json");

        assertThat(jobdrop.run("run", "--once")).as(Files.readString(printed)).isZero();
        assertThat(server.files()).containsExactly(BELOW + "big.bin", BELOW + "manifest.json");
        assertThat(server.path(BELOW + "big.bin")).hasSize(size);
    }

    @Test
    void nothing_that_is_said_of_a_delivery_holds_the_password() throws Exception {
        size = 3L * MEGABYTE;
        jobdrop.set("JOBDROP_LOG_LEVEL", "trace");

        assertThat(jobdrop.run("check")).isZero();
        assertThat(jobdrop.run("plan")).isZero();
        Process service = jobdrop.start("run");
        try {
            for (int i = 0; i < 900 && !server.files().contains(BELOW + "manifest.json"); i++) {
                assertThat(service.waitFor(100, TimeUnit.MILLISECONDS))
                        .as(() -> "it ended: " + said())
                        .isFalse();
            }
            assertThat(jobdrop.get("/observe/health") + jobdrop.get("/observe/metrics"))
                    .contains("camel_routes")
                    .doesNotContain("Zq81", SftpServer.USER);
        } finally {
            service.destroy();
            service.waitFor();
        }
        assertThat(jobdrop.run("jobs", "--json")).isZero();

        assertThat(server.files()).containsExactly(BELOW + "big.bin", BELOW + "manifest.json");
        assertThat(Files.readString(printed))
                .contains("DEBUG", ", to sftp://127.0.0.1:" + server.port() + "/in")
                .doesNotContain("Zq81");
    }

    private String said() {
        try (Stream<String> lines = Files.lines(printed)) {
            return lines.filter(line -> line.contains(" ERROR ") || !line.matches("\\d{4}-.*"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
