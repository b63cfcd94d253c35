package io.jobdrop;

import static io.jobdrop.OwnStepScene.CSV;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of an engineer's own between download and delivery: what they may leave, and how they fail. */
class OwnStepTest {
    private final Path home;

    @AutoClose
    private final OwnStepScene scene;

    OwnStepTest(@TempDir Path home) throws IOException {
        this.home = home;
        scene = new OwnStepScene(home);
    }

    @Test
    void a_step_that_takes_all_headers_away_and_fails_is_not_repeated_for_ever() throws Exception {
        scene.step("direct:own", route("""
                        - removeHeaders: {pattern: "*"}
                        - throwException: {exceptionType: java.io.IOException, message: no}
                        """));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("e-1").attempts()).isEqualTo(2);
        assertThat(outcome.job("e-1").error()).isEqualTo("the feed's own step direct:own failed: no");
    }

    @Test
    void the_password_of_an_endpoint_that_the_step_cannot_reach_is_not_told() throws Exception {
        scene.step("direct:own", route("- toD: 'file:/tmp?passwort=AfairlySecret'"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("e-1").error())
                .contains("Unknown parameters=[{passwort=***}]")
                .doesNotContain("AfairlySecret");
    }

    @Test
    void in_a_text_the_file_is_its_path_and_never_its_content() throws Exception {
        scene.step("direct:own", route("""
                        - log: "the file is ${body.file}"
                        - log: "the body is ${body}"
                        """));

        try (LogLines log = new LogLines(Level.INFO)) {
            scene.jobdrop.pollOnce();

            assertThat(log.all()).anyMatch(line -> line.matches("the file is /.*/\\.staging/.*/1"));
            assertThat(log.all()).noneMatch(line -> line.contains("a,b"));
        }
        assertThat(scene.jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV);
    }

    @ParameterizedTest
    @ValueSource(strings = {"asFile", "asPath"})
    void another_file_is_delivered_in_the_place_of_the_staged_one(String method) throws Exception {
        scene.step("class:io.jobdrop.OwnStepTest$Another?method=" + method, "");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("e-1").error()).isNull();
        assertThat(scene.jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo("another");
    }

    @Test
    void a_file_that_a_component_of_camel_has_read_is_delivered_in_the_place_of_the_staged_one() throws Exception {
        Path other = Files.writeString(home.resolve("other.txt"), "other");
        scene.step(
                "direct:own",
                route("- pollEnrich: {simple: 'file:%s?fileName=other.txt&noop=true', timeout: 5000}".formatted(home)));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("e-1").error()).isNull();
        assertThat(scene.jobdrop.text("own-jobs/e-1/other.txt")).isEqualTo("other");
        assertThat(other).hasContent("other");
    }

    /** A step that makes a file of its own beside the staged one. */
    public static final class Another {
        public File asFile(StagedResult staged) throws IOException {
            return asPath(staged).toFile();
        }

        public Path asPath(StagedResult staged) throws IOException {
            return Files.writeString(staged.localFile().resolveSibling("made"), "another");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "- setBody: {constant: changed}; left a String as its body",
                "- setBody: {simple: '${null}'}; left nothing as its body",
                "- setHeader: {name: CamelFileName, constant: '../up.csv'}; no other folder",
                "- setHeader: {name: CamelFileName, constant: '/up.csv'}; no other folder",
                "- setHeader: {name: CamelFileName, constant: '...'}; without any safe character"
            })
    void what_is_no_file_is_given_up_after_some_attempts(String step, String reason) throws Exception {
        scene.step("direct:own", route(step));
        scene.jobdrop.pollOnce();

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(scene.host.requests("/r/1").size()).isLessThanOrEqualTo(2);
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "other.csv, own-jobs/e-1/other.csv",
        "own-jobs/e-1/other.csv, own-jobs/e-1/other.csv",
        "Manifest.JSON, own-jobs/e-1/Manifest-2.JSON"
    })
    void a_step_may_give_content_another_name(String given, String landed) throws Exception {
        scene.step("direct:own", route("""
                        - setBody: {constant: changed}
                        - setHeader: {name: CamelFileName, constant: "%s"}
                        """.formatted(given)));

        scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.text(landed)).isEqualTo("changed");
        assertThat(scene.jobdrop.files()).hasSize(2);
    }

    @Test
    void a_step_that_ends_its_own_exchange_ends_only_that() throws Exception {
        scene.step("direct:own", route("- stop: {}"));

        assertThat(scene.jobdrop.pollOnce().state("e-1")).isEqualTo(JobState.DELIVERED);
    }

    @Test
    void a_step_may_change_the_file_in_place() throws Exception {
        scene.step("class:io.jobdrop.support.AppendingStep", "");

        scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV + "3,4\n");
    }

    private static String route(String steps) {
        return "- route:\n    id: own\n    from:\n      uri: direct:own\n      steps:\n" + steps.indent(8);
    }
}
