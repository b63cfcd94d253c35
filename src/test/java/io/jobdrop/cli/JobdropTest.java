package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the same for each command: a wrong configuration, help and wrong usage. */
@Tag("slow")
class JobdropTest {
    @AutoClose
    private final JobdropHome scene;

    JobdropTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @Test
    void a_wrong_configuration_exits_2_and_starts_nothing() {
        scene.environment.put("JOBDROP_DOWNLOAD_PARALLEL", "many");
        scene.environment.put("JOBDROP_FEEDS", "convertly-jbos");

        for (String command : List.of("run", "check", "plan")) {
            assertThat(scene.run(command)).isEqualTo(2);
            assertThat(scene.err())
                    .contains(
                            "2 problems, nothing was started",
                            "'many' is no whole number",
                            "did you mean 'convertly-jobs'?");
        }
        assertThat(scene.vendor.requests()).isEmpty();
        assertThat(scene.home).isEmptyDirectory();
    }

    @Test
    void a_setting_that_does_nothing_is_found_and_keeps_no_run_from_delivering() {
        scene.environment.put("JOBDROP_DROP_S3_PREFIX", "in");

        assertThat(scene.run("check")).isEqualTo(2);
        assertThat(scene.err())
                .contains("1 problem, a run starts all the same:", "JOBDROP_DROP_S3_PREFIX", "does nothing: no active");

        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.home.resolve("drop/convertly-jobs/e-1/r.csv")).hasContent("a");
    }

    @Test
    void check_tries_the_routes_of_ones_own_and_leaves_nothing() throws IOException {
        Path feeds = Files.createDirectory(scene.home.resolve("feeds"));
        Path own = feeds.resolve("own.camel.yaml");
        String route = "- route:\n    id: own\n    from:\n      uri: direct:own\n      steps:\n        - %s: 'log:x'\n";
        Files.writeString(own, route.formatted("lgo"));

        assertThat(scene.run("check", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("1 problem, nothing was started", own + ":6: there is no step 'lgo'");

        Files.writeString(own, route.formatted("to"));
        assertThat(scene.run("check", "--feeds", feeds.toString())).isZero();
        assertThat(scene.out()).contains("All is well.");
        assertThat(scene.home.toFile().list()).containsExactly("feeds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "check",
                "plan",
                "jobs",
                "watch",
                "retry",
                "redeliver",
                "dismiss",
                "audit",
                "backup",
                "config"
            })
    void every_command_has_help(String command) {
        assertThat(scene.run(command, "--help")).isZero();
        assertThat(scene.out()).contains("Usage: jobdrop " + command, "--home", "--config", "--feeds");
    }

    @Test
    void wrong_usage_exits_2() {
        assertThat(scene.run("run", "--twice")).isEqualTo(2);
        assertThat(scene.run("deliver")).isEqualTo(2);
        assertThat(Jobdrop.execute(new String[0], System.out, new PrintStream(new ByteArrayOutputStream()), Map.of()))
                .isEqualTo(2);
    }
}
