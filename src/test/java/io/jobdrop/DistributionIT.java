package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts what was packaged, as a user would, and looks into the drop. */
class DistributionIT {
    @TempDir
    Path folder;

    @Test
    void the_packaged_command_delivers_the_sandbox_and_delivers_nothing_twice() throws Exception {
        Path home = Files.createDirectories(folder.resolve("a home"));

        String first = Distribution.print(0, "run", "--once", "--sandbox", "--home", home.toString());
        String second = Distribution.print(0, "run", "--once", "--sandbox", "--home", home.toString());

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
        assertThat(Distribution.FOLDER.resolve("sbom.json")).isNotEmptyFile();
        assertThat(Distribution.FOLDER.resolve("LICENSE")).isNotEmptyFile();
        for (Path document : DocumentsTest.documents()) {
            assertThat(Distribution.FOLDER.resolve(document)).hasSameBinaryContentAs(document);
        }
        assertThat(Distribution.FOLDER.resolveSibling("jobdrop.zip")).isNotEmptyFile();
        assertThat(Distribution.FOLDER.resolveSibling("jobdrop.tar.gz")).isNotEmptyFile();
        assertThat(Distribution.print(0, "--version"))
                .matches("jobdrop [0-9]\\S+ \\(commit \\w+, Camel [0-9.]+, Java [\\w.+-]+\\)\\R");
        assertThat(Distribution.FOLDER.resolve("completion/jobdrop.bash"))
                .content()
                .isEqualTo(Distribution.print(0, "completion"));
        assertThat(Distribution.FOLDER.resolve("man/jobdrop.1"))
                .content()
                .isEqualTo(Distribution.print(0, "completion", "--man-page"));
        assertThat(Distribution.print(2, "check", "--home", folder.toString())).contains("no feed is active");
    }

    @Test
    void the_packaged_feeds_pass_their_tests() throws Exception {
        assertThat(Distribution.print(
                                0,
                                "test",
                                "--feeds",
                                Distribution.FOLDER.resolve("examples").toString())
                        .lines())
                .filteredOn(line -> line.contains(": passed ("))
                .hasSize(24);
    }

    @Test
    void a_draft_is_written_without_the_log_of_a_run() throws Exception {
        Path answer = Files.writeString(
                folder.resolve("list.json"), "{\"jobs\":[{\"id\":\"a\",\"status\":\"done\"}],\"next\":\"/l?page=2\"}");

        assertThat(Distribution.print(0, "new", "acme", "--answer", answer.toString(), "--feeds", folder.toString()))
                .startsWith("Written: ");
    }

    @Test
    void the_packaged_folder_holds_an_archive_of_its_classes_and_uses_it() throws Exception {
        Path loaded = folder.resolve("loaded");

        int exit = new Distribution(folder)
                .set("JOBDROP_JAVA_OPTS", "-Xlog:class+load:file=" + loaded)
                .run("check");

        assertThat(exit).isEqualTo(2);
        assertThat(Files.readString(loaded))
                .containsPattern("io\\.jobdrop\\.config\\.Configuration source: shared objects file \\(top\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run"})
    void a_java_without_an_archive_is_asked_for_none_and_makes_none(String command) throws Exception {
        Path java = Files.writeString(
                folder.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + folder.resolve("said"));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        int exit = new Distribution(folder).set("JOBDROP_JAVA", java.toString()).run(command);

        assertThat(exit).isZero();
        assertThat(folder.resolve("said"))
                .content()
                .contains("io.jobdrop.cli.Main", command)
                .doesNotContain(".jsa", "ArchiveClassesAtExit");
    }

    @Test
    void a_running_service_polls_at_its_start_answers_for_its_health_and_stops_in_good_order() throws Exception {
        try (FakeVendor vendor = new FakeVendor()) {
            vendor.on(
                    "/api/jobs",
                    Answer.json(page(List.of("{\"id\":\"j\",\"status\":\"completed\",\"results\":"
                            + "[{\"url\":\"data:,hello\",\"filename\":\"r.txt\"}]}"))));

            Distribution jobdrop = forVendor(vendor);
            Process service = jobdrop.start("run");
            Path manifest = folder.resolve("drop/convertly-jobs/j/manifest.json");
            for (int i = 0; i < 600 && !Files.exists(manifest); i++) {
                assertThat(service.waitFor(100, TimeUnit.MILLISECONDS))
                        .as("it ended")
                        .isFalse();
            }

            assertThat(folder.resolve("drop/convertly-jobs/j/r.txt")).hasContent("hello");
            assertThat(jobdrop.get("/observe/health")).contains("UP");
            assertThat(jobdrop.get("/")).contains("<h2>Feeds</h2>");
            assertThat(jobdrop.get("/observe/metrics")).contains("camel");
            assertThat(jobdrop.run("run")).isEqualTo(2);
            assertThat(jobdrop.run("jobs")).isZero();
            assertThat(jobdrop.run("plan")).isZero();
            assertThat(jobdrop.run("audit")).isZero();
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
            Distribution jobdrop = forVendor(vendor)
                    .set("CONVERTLY_JOBS_SCHEDULE", "0/1 * * * * ?")
                    .set("CONVERTLY_JOBS_JITTER", "0s");

            Process service = jobdrop.start("run");
            assertThat(polls.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(together).hasValue(1);
            assertThat(jobdrop.get("/observe/health")).contains("DOWN", "the last poll of a feed failed");
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
            Distribution jobdrop = forVendor(vendor)
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", address)
                    .set("JOBDROP_JAVA_OPTS", "-Xmx96m");

            assertThat(jobdrop.run("run", "--once")).isZero();

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

    private Distribution forVendor(FakeVendor vendor) {
        return new Distribution(folder)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
    }
}
