package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts what was packaged, as a user would, and looks into the drop. */
class DistributionIT {
    private static final Path DISTRIBUTION = Path.of(System.getProperty("jobdrop.distribution"));

    private static final int JOBS = 60;

    private final int port = freePort();

    @TempDir
    Path folder;

    @Test
    void the_packaged_command_delivers_the_sandbox_and_delivers_nothing_twice() throws Exception {
        Path home = Files.createDirectories(folder.resolve("a home"));

        String first = jobdrop(0, "run", "--once", "--sandbox", "--home", home.toString());
        String second = jobdrop(0, "run", "--once", "--sandbox", "--home", home.toString());

        assertThat(first).contains("delivered", "Files and manifests are in");
        assertThat(second).contains("companyenrich-exports  ok    0");
        for (String feed : List.of("companyenrich-exports", "companyenrich-bulk", "userpilot-jobs", "convertly-jobs")) {
            try (var files = Files.walk(home.resolve("drop").resolve(feed))) {
                assertThat(files).anyMatch(file -> file.endsWith("manifest.json"));
            }
        }
    }

    @Test
    void the_package_holds_what_it_needs_and_says_what_is_wrong() throws Exception {
        assertThat(DISTRIBUTION.resolve("sbom.json")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolve("LICENSE")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolveSibling("jobdrop.zip")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolveSibling("jobdrop.tar.gz")).isNotEmptyFile();
        assertThat(jobdrop(0, "--version")).startsWith("jobdrop ");
        assertThat(jobdrop(2, "check", "--home", folder.toString())).contains("no feed is active");
    }

    @Test
    void a_killed_run_is_finished_by_the_next_start_with_nothing_lost_and_nothing_twice() throws Exception {
        CountDownLatch inTheMiddle = new CountDownLatch(15);
        try (FakeVendor vendor = new FakeVendor()) {
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                byte[] body = ("content of " + i + "\n").repeat(2000).getBytes(StandardCharsets.UTF_8);
                vendor.on("/r/" + i, request -> {
                    inTheMiddle.countDown();
                    return Answer.bytes("text/csv", body);
                });
                jobs.add(
                        "{\"id\":\"j" + i + "\",\"status\":\"completed\",\"completed_files\":1,\"results\":[{\"url\":\""
                                + vendor.url() + "/r/" + i + "\",\"filename\":\"r.csv\"}]}");
            }
            vendor.on("/api/jobs", Answer.json(page(jobs)));

            Process run = start(vendor, "run", "--once", "--home", folder.toString());
            assertThat(inTheMiddle.await(60, TimeUnit.SECONDS)).isTrue();
            run.destroyForcibly().waitFor();
            Process next = start(vendor, "run", "--once", "--home", folder.toString());

            assertThat(next.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(next.exitValue()).isZero();
            for (int i = 0; i < JOBS; i++) {
                Path job = folder.resolve("drop/convertly-jobs/j" + i);
                assertThat(job.resolve("r.csv")).hasContent(("content of " + i + "\n").repeat(2000));
                assertThat(job.toFile().list()).containsExactlyInAnyOrder("r.csv", "manifest.json");
            }
            int asked = vendor.requests().size();
            assertThat(start(vendor, "run", "--once", "--home", folder.toString())
                            .waitFor())
                    .isZero();
            assertThat(vendor.requests()).hasSize(asked + 1);
        }
    }

    @Test
    void a_running_service_polls_at_its_start_answers_for_its_health_and_stops_in_good_order() throws Exception {
        try (FakeVendor vendor = new FakeVendor()) {
            vendor.on(
                    "/api/jobs",
                    Answer.json(page(List.of("{\"id\":\"j\",\"status\":\"completed\",\"results\":"
                            + "[{\"url\":\"data:,hello\",\"filename\":\"r.txt\"}]}"))));

            Process service = start(vendor, "run", "--home", folder.toString());
            Path manifest = folder.resolve("drop/convertly-jobs/j/manifest.json");
            for (int i = 0; i < 600 && !Files.exists(manifest); i++) {
                assertThat(service.waitFor(100, TimeUnit.MILLISECONDS))
                        .as("it ended")
                        .isFalse();
            }

            assertThat(folder.resolve("drop/convertly-jobs/j/r.txt")).hasContent("hello");
            assertThat(get("/observe/health")).contains("UP");
            assertThat(get("/observe/metrics")).contains("camel");
            assertThat(start(vendor, "run", "--home", folder.toString()).waitFor())
                    .isEqualTo(2);
            service.destroy();
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(service.exitValue()).isZero();
        }
    }

    @Test
    void scheduled_polls_never_overlap_and_a_failed_one_shows_in_the_health() throws Exception {
        AtomicInteger polling = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        CountDownLatch polls = new CountDownLatch(3);
        CountDownLatch never = new CountDownLatch(1);
        try (FakeVendor vendor = new FakeVendor()) {
            vendor.on("/api/jobs", request -> {
                together.accumulateAndGet(polling.incrementAndGet(), Math::max);
                awaitFor(never, 1500);
                polling.decrementAndGet();
                polls.countDown();
                return Answer.status(401, "{}");
            });
            ProcessBuilder builder = forVendor(vendor, "run", "--home", folder.toString());
            builder.environment().put("CONVERTLY_JOBS_SCHEDULE", "0/1 * * * * ?");
            builder.environment().put("CONVERTLY_JOBS_JITTER", "0s");

            Process service = builder.start();
            assertThat(polls.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(together).hasValue(1);
            assertThat(get("/observe/health")).contains("DOWN", "the last poll of a feed failed");
            service.destroy();
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_body_much_larger_than_the_heap_lands_whole() throws Exception {
        long size = 300L << 20;
        byte[] megabyte = new byte[1 << 20];
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                for (long sent = 0; sent < size; sent += megabyte.length) {
                    exchange.getResponseBody().write(megabyte);
                }
            }
        });
        host.start();
        try (FakeVendor vendor = new FakeVendor()) {
            String address = "127.0.0.1:" + host.getAddress().getPort();
            vendor.on(
                    "/api/jobs",
                    Answer.json(page(List.of("{\"id\":\"j\",\"status\":\"completed\",\"results\":"
                            + "[{\"url\":\"http://" + address + "/big\",\"filename\":\"big.bin\"}]}"))));
            ProcessBuilder builder = forVendor(vendor, "run", "--once", "--home", folder.toString());
            builder.environment().put("JOBDROP_DOWNLOAD_ALLOW_HOSTS", address);
            builder.environment().put("JOBDROP_JAVA_OPTS", "-Xmx96m");

            Process run = builder.start();

            assertThat(run.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isZero();
            assertThat(folder.resolve("drop/convertly-jobs/j/big.bin")).hasSize(size);
        } finally {
            host.stop(0);
        }
    }

    private static void awaitFor(CountDownLatch latch, long millis) {
        try {
            latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String page(List<String> jobs) {
        return "{\"jobs\":[" + String.join(",", jobs) + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}";
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Process start(FakeVendor vendor, String... arguments) throws IOException {
        return forVendor(vendor, arguments).start();
    }

    private ProcessBuilder forVendor(FakeVendor vendor, String... arguments) {
        ProcessBuilder builder = command(arguments);
        builder.environment().put("CONVERTLY_URL", vendor.url());
        builder.environment().put("CONVERTLY_TOKEN", "key");
        builder.environment().put("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        builder.environment().put("JOBDROP_HTTP_PORT", Integer.toString(port));
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static ProcessBuilder command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(DISTRIBUTION.resolve("bin/jobdrop").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("JOBDROP_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String jobdrop(int expected, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", null);
        ProcessBuilder builder = command(arguments).redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isEqualTo(expected);
        return text;
    }
}
