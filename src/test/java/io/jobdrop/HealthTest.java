package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Polled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.util.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running service says of its health: all of it, whether it lives, and whether it can take work. */
class HealthTest {
    private static final Function<CamelContext, Collection<HealthCheck.Result>> ALL = HealthCheckHelper::invoke;
    private static final Function<CamelContext, Collection<HealthCheck.Result>> LIVE =
            HealthCheckHelper::invokeLiveness;
    private static final Function<CamelContext, Collection<HealthCheck.Result>> READY =
            HealthCheckHelper::invokeReadiness;

    private Installation jobdrop;
    private FaultScene scene;
    private Polled run;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        scene = new FaultScene("acme", new FakeVendor(), "a");
        jobdrop = new Installation(home)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host())
                .set("JOBDROP_DOWNLOAD_MAX_SIZE", "500KB")
                .set("JOBDROP_HTTP_PORT", "");
        scene.install(jobdrop);
        run = Polled.start(jobdrop, JobdropContext.Mode.SERVICE);
        run.poll("acme", 1);
    }

    @AfterEach
    void stop() throws IOException {
        run.close();
        scene.close();
    }

    @Test
    void all_is_up() {
        assertThat(down(ALL)).isEmpty();
        assertThat(down(LIVE)).isEmpty();
        assertThat(down(READY)).isEmpty();
    }

    @Test
    void a_vendor_that_is_down_leaves_it_alive_and_ready() throws Exception {
        scene.list(Answer.status(403, "{}"));
        run.poll("acme", 1);

        assertThat(down(ALL))
                .singleElement()
                .asString()
                .startsWith("the last poll of a feed failed: acme (acme answered 403");
        assertThat(down(LIVE)).isEmpty();
        assertThat(down(READY)).isEmpty();
    }

    @Test
    void a_job_that_was_given_up_leaves_it_alive_and_ready() throws Exception {
        scene.list(FaultScene.list(1, 1, "b"));
        scene.vendor().on("/jobs/b", FaultScene.detailOf(scene.host().url() + "/large", ""));
        scene.host().on("/large", Answer.bytes("text/csv", new byte[600_000]));
        run.poll("acme", 1);

        assertThat(down(ALL))
                .containsExactly(
                        "jobs were given up: acme (job b: a result is larger than jobdrop.download.max-size (512000 bytes); nothing"
                                + " was delivered. Raise the setting, then use jobdrop retry); see jobdrop jobs");
        assertThat(down(LIVE)).isEmpty();
        assertThat(down(READY)).isEmpty();
    }

    @Test
    void a_drop_that_cannot_be_written_is_not_ready_but_alive() throws Exception {
        FileUtil.removeDir(jobdrop.drop().toFile());
        Files.createFile(jobdrop.drop());

        assertThat(down(READY)).singleElement().asString().contains("jobdrop.drop.dir", "is no folder");
        assertThat(down(ALL)).hasSize(1);
        assertThat(down(LIVE)).isEmpty();
        Files.delete(jobdrop.drop());
        assertThat(down(READY)).isEmpty();
    }

    @Test
    void a_ledger_that_cannot_be_written_is_not_ready_but_one_that_is_busy_is() throws Exception {
        Path file = jobdrop.home().resolve("data/ledger.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(down(READY)).isEmpty();
            statement.execute("ROLLBACK");
            statement.execute("ALTER TABLE identity RENAME TO gone");
            assertThat(down(READY))
                    .singleElement()
                    .asString()
                    .startsWith("the ledger " + file + " cannot be written: ");
            statement.execute("ALTER TABLE gone RENAME TO identity");
        }
        assertThat(down(READY)).isEmpty();

        Files.move(file, file.resolveSibling("elsewhere.db"));
        assertThat(down(READY)).singleElement().asString().contains(file + " was deleted");
        assertThat(down(LIVE)).isEmpty();
        Files.move(file.resolveSibling("elsewhere.db"), file);
    }

    private List<String> down(Function<CamelContext, Collection<HealthCheck.Result>> checks) {
        return checks.apply(run.bundle().context()).stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .map(result -> result.getMessage().orElse(result.getCheck().getId()))
                .toList();
    }
}
