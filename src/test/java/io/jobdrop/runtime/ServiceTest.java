package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.Configuration.Sources;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.record.RunLock;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobdrop in a runtime that goes on living: what becomes of one configuration after the other. */
@Tag("slow")
class ServiceTest {
    @TempDir
    Path home;

    private FakeVendor vendor;
    private final List<String> audience = Collections.synchronizedList(new ArrayList<>());
    private final Service service = new Service(
            context -> audience.add(context.map(CamelContext::getName).orElse("none")));

    @BeforeEach
    void start() throws Exception {
        vendor = new FakeVendor().on("/api/jobs", Answer.json("{\"jobs\":[],\"pagination\":{\"hasMore\":false}}"));
    }

    @AfterEach
    void stop() {
        service.close();
        vendor.close();
    }

    @Test
    void a_right_configuration_runs_and_polls_at_once() throws Exception {
        service.configure(sources(Map.of())).get();

        assertThat(service.context()).map(CamelContext::getName).hasValue("jobdrop");
        assertThat(down()).isEmpty();
        await().until(() -> !vendor.requests("/api/jobs").isEmpty());
        assertThat(audience).containsExactly("jobdrop");
    }

    @Test
    void a_wrong_one_leaves_the_one_before_and_a_right_one_replaces_it() throws Exception {
        service.configure(sources(Map.of())).get();
        Optional<CamelContext> before = service.context();

        service.configure(sources(Map.of("JOBDROP_DROP", "nowhere"))).get();
        assertThat(service.context()).isEqualTo(before);
        assertThat(down())
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("1 problem, the configuration before goes on:")
                        .contains("'nowhere' is no destination"));

        service.configure(sources(Map.of("JOBDROP_QUEUE_SIZE", "7"))).get();
        assertThat(service.context()).isNotEqualTo(before);
        assertThat(down()).isEmpty();
        assertThat(audience).containsExactly("jobdrop", "none", "jobdrop");
    }

    @Test
    void what_only_the_machine_refuses_goes_back_to_the_one_before() throws Exception {
        service.configure(sources(Map.of())).get();
        Path file = Files.createFile(home.resolve("file"));

        service.configure(
                        sources(Map.of("JOBDROP_DROP_DIR", file.resolve("drop").toString())))
                .get();

        assertThat(service.context())
                .map(CamelContext::getRoutes)
                .hasValueSatisfying(routes -> assertThat(routes).isNotEmpty());
        assertThat(down()).hasValueSatisfying(why -> assertThat(why).contains("is no folder"));
    }

    @Test
    void where_nothing_runs_the_health_says_why_and_it_is_tried_again() throws Exception {
        Path ledger = home.resolve("data/ledger.db");
        RunLock other = RunLock.take(ledger).orElseThrow();
        service.configure(sources(Map.of())).get();
        assertThat(down())
                .hasValueSatisfying(why -> assertThat(why).startsWith("Another jobdrop run works on " + ledger));
        assertThat(audience).isEmpty();

        other.close();

        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> down().isEmpty());
        assertThat(audience).containsExactly("jobdrop");
    }

    @Test
    void routes_that_do_not_start_leave_nothing_behind() throws Exception {
        Files.writeString(
                Files.createDirectory(home.resolve("feeds")).resolve("own-routes.camel.yaml"),
                "- route: {from: {uri: \"nosuch:step\", steps: [{to: {uri: \"log:x\"}}]}}\n");
        Sources right = sources(Map.of());

        service.configure(new Sources(
                        right.install(),
                        home,
                        List.of(),
                        List.of(home.resolve("feeds")),
                        right.runtime(),
                        right.environment()))
                .get();

        assertThat(down())
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("The routes could not be started: ")
                        .contains("nosuch"));
        assertThat(RunLock.isHeld(new LedgerAddress.InFile(home.resolve("data/ledger.db"))))
                .isFalse();
    }

    @Test
    void a_secret_that_is_not_mounted_yet_is_waited_for() throws Exception {
        Path secret = home.resolve("secret");
        service.configure(sources(Map.of("CONVERTLY_TOKEN", "{{file:" + secret + "}}")))
                .get();
        assertThat(down()).hasValueSatisfying(why -> assertThat(why).contains("convertly.token cannot be resolved"));

        Files.writeString(secret, "key");

        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> down().isEmpty());
        assertThat(audience).containsExactly("jobdrop");
    }

    @Test
    void whatever_is_wrong_is_said_anew() throws Exception {
        service.configure(sources(Map.of("JOBDROP_DROP", "nowhere"))).get();
        service.configure(sources(Map.of("JOBDROP_QUEUE", "nothing"))).get();

        assertThat(down())
                .hasValueSatisfying(why -> assertThat(why).contains("nothing").doesNotContain("nowhere"));
    }

    @Test
    void a_stopped_one_lets_go_of_its_ledger() throws Exception {
        service.configure(sources(Map.of())).get();
        service.close();

        assertThat(RunLock.isHeld(new LedgerAddress.InFile(home.resolve("data/ledger.db"))))
                .isFalse();
        assertThat(audience).containsExactly("jobdrop", "none");
    }

    private Optional<String> down() {
        return HealthCheckHelper.invokeReadiness(service.context().orElseThrow()).stream()
                .filter(result -> result.getCheck().getId().equals("configuration"))
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .flatMap(result -> result.getMessage().stream())
                .findFirst();
    }

    private Sources sources(Map<String, String> more) {
        Map<String, String> environment =
                new TreeMap<>(Map.of("CONVERTLY_URL", vendor.url(), "CONVERTLY_TOKEN", "key", "JOBDROP_HTTP_PORT", ""));
        environment.putAll(more);
        return new Sources(Path.of("").toAbsolutePath(), home, List.of(), List.of(), RuntimeSettings.NONE, environment);
    }
}
