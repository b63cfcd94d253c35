package io.jobdrop.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Tag("slow")
class JobdropServiceTest {
    @AutoClose
    private final FakeVendor vendor = new FakeVendor();

    @TempDir
    Path home;

    JobdropServiceTest() throws IOException {}

    // Log4j does not survive that its first thread is interrupted.
    @BeforeAll
    static void startLog() {
        LoggerFactory.getLogger(JobdropServiceTest.class).info("the log has started");
    }

    @Test
    void an_application_delivers_files() throws Exception {
        vendor.on(
                "/api/jobs",
                Faults.json(
                        "{\"jobs\":[{\"id\":\"j\",\"status\":\"completed\",\"completed_files\":1,\"results\":[{\"url\":\""
                                + vendor.url()
                                + "/r\",\"filename\":\"r.csv\"}]}],\"pagination\":{\"hasMore\":false}}"));
        vendor.on("/r", Faults.file("content\n".getBytes(StandardCharsets.UTF_8)));
        Path manifest = home.resolve("drop/convertly-jobs/j/manifest.json");

        try (JobdropService jobdrop = JobdropService.start(home, settings("jobdrop.http.port", ""))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(manifest));

            assertThat(jobdrop.troubles()).isEmpty();
            assertThat(jobdrop.context())
                    .hasValueSatisfying(context -> assertThat(context.getName()).isEqualTo("jobdrop"));
        }

        assertThat(manifest.resolveSibling("r.csv")).hasContent("content\n");
    }

    @Test
    void what_is_wrong_is_thrown_and_nothing_is_made() {
        assertThatThrownBy(() -> JobdropService.start(home, settings("jobdrop.drop.dirr", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "the application: unknown setting 'jobdrop.drop.dirr'; did you mean 'jobdrop.drop.dir'?");

        assertThat(home).isEmptyDirectory();
    }

    @Test
    void a_home_that_cannot_be_made_is_named() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");

        assertThatThrownBy(() -> JobdropService.start(file.resolve("home"), settings("jobdrop.http.port", "")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void a_setting_without_a_value_is_named() {
        Map<String, String> settings = new HashMap<>(settings("jobdrop.http.port", ""));
        settings.put("userpilot.token", null);

        assertThatThrownBy(() -> JobdropService.start(home, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("userpilot.token");
    }

    @Test
    void an_interrupted_start_leaves_nothing_running() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> JobdropService.start(home, settings("jobdrop.http.port", "")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        try (JobdropService next = JobdropService.start(home, settings("jobdrop.http.port", ""))) {
            assertThat(next.troubles()).noneMatch(trouble -> trouble.contains("ledger"));
        }
    }

    @Test
    void an_interrupted_thread_still_stops_what_runs() {
        JobdropService jobdrop = JobdropService.start(home, settings("jobdrop.http.port", ""));
        CamelContext context = jobdrop.context().orElseThrow();

        Thread.currentThread().interrupt();
        jobdrop.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(context.isStopped()).isTrue();
    }

    @Test
    void two_services_with_other_homes_poll_beside_each_other() throws IOException {
        String nothing = "{\"jobs\":[],\"pagination\":{\"hasMore\":false}}";
        vendor.on("/api/jobs", Faults.json(nothing));
        try (FakeVendor other = new FakeVendor()) {
            other.on("/api/jobs", Faults.json(nothing));
            try (JobdropService staying = JobdropService.start(home.resolve("a"), everySecond(other))) {
                try (JobdropService leaving = JobdropService.start(home.resolve("b"), everySecond(vendor))) {
                    awaitPolls(vendor);
                    awaitPolls(other);
                    assertThat(leaving.context()).isPresent();
                }

                awaitPolls(other);
                assertThat(staying.context()).isPresent();
            }
        }
    }

    private static void awaitPolls(FakeVendor vendor) {
        int before = vendor.requests().size();
        await().atMost(Duration.ofSeconds(30)).until(() -> vendor.requests().size() > before + 1);
    }

    private static Map<String, String> everySecond(FakeVendor vendor) {
        return Map.of(
                "convertly.url", vendor.url(),
                "convertly.token", "key",
                "jobdrop.download.allow-hosts", vendor.host(),
                "convertly-jobs.schedule", "* * * * * ?",
                "jobdrop.http.port", "");
    }

    @Test
    void a_ledger_that_another_process_holds_is_waited_for() {
        try (JobdropService first = JobdropService.start(home, settings("jobdrop.http.port", ""));
                JobdropService second = JobdropService.start(home, settings("jobdrop.http.port", ""))) {
            assertThat(first.troubles()).noneMatch(trouble -> trouble.contains("ledger"));
            assertThat(second.troubles()).anyMatch(trouble -> trouble.contains("ledger"));
        }
    }

    private Map<String, String> settings(String key, String value) {
        return Map.of(
                "convertly.url",
                vendor.url(),
                "convertly.token",
                "key",
                "jobdrop.download.allow-hosts",
                vendor.host(),
                key,
                value);
    }
}
