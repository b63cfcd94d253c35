package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.FakeVendor.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process writes into its log, as config/log4j2.properties says. */
@Tag("slow")
class LogFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOSTILE =
            "x\\n2026-01-01 WARN forged\\r\\u001b[2J\\u2028\\u0085\\u202e{\\\"level\\\":\\\"OFF\\\"}";

    private final Path folder;

    @AutoClose
    private final JobdropHome home;

    LogFormatTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        home = new JobdropHome(Files.createDirectory(folder.resolve("home")));
        home.vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-1\",\"job_type\":\"convert\",\"status\":\"" + HOSTILE
                        + "\"}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "--config", "config/application.properties"})
    void json_is_an_object_a_line_with_feed_and_job(String origin) throws Exception {
        List<String> lines = log(origin, "json");

        assertThat(lines).hasSize(1);
        JsonNode line = JSON.readTree(lines.get(0));
        assertThat(OffsetDateTime.parse(line.path("time").asText())).isNotNull();
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("logger").asText()).startsWith("io.jobdrop.");
        assertThat(line.path("feed").asText()).isEqualTo("convertly-jobs");
        assertThat(line.path("job").asText()).isEqualTo("e-1");
        assertThat(line.path("message").asText())
                .startsWith("convertly-jobs job e-1: unknown status")
                .doesNotContainPattern("[\\p{Cntrl}\u0085\u2028\u202e]");
    }

    @Test
    void a_line_about_no_job_has_none() throws Exception {
        home.vendor.on("/api/jobs", Answer.status(403, "{}"));

        JsonNode line = JSON.readTree(log("environment", "json").get(0));

        assertThat(line.path("feed").asText()).isEqualTo("convertly-jobs");
        assertThat(line.path("message").asText()).startsWith("convertly-jobs poll failed: ");
        assertThat(line.has("job")).isFalse();
    }

    @Test
    void text_is_one_line_too() throws Exception {
        List<String> lines = log("environment", "text");

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ WARN  convertly-jobs job e-1: unknown status .*")
                .doesNotContainPattern("[\\p{Cntrl}\u0085\u2028\u202e]");
    }

    @ParameterizedTest
    @CsvSource({"jobs", "audit", "run --once", "check", "plan", "test", "retry --failed"})
    void a_level_that_is_none_is_an_error_of_each_command(String command) {
        home.environment.put("JOBDROP_LOG_LEVEL", "debgu");

        String[] words = command.split(" ");
        int code = command.equals("test") ? home.runBare(words) : home.run(words);

        assertThat(code).isEqualTo(2);
        assertThat(home.err())
                .contains("environment JOBDROP_LOG_LEVEL: 'debgu' is no level; there is off, fatal, error, warn, info,")
                .contains("did you mean 'debug'?");
    }

    @Test
    void a_format_that_is_none_is_an_error() {
        home.environment.put("JOBDROP_LOG_FORMAT", "jsno");

        assertThat(home.run("check")).isEqualTo(2);
        assertThat(home.err()).contains("jobdrop.log.format: 'jsno' is none of text, json");
    }

    /** Runs a process once, with the format set there; all that it wrote to its standard error stream. */
    private List<String> log(String origin, String format) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dlog4j2.configurationFile="
                        + Path.of("config/log4j2.properties").toAbsolutePath(),
                "-Djobdrop.install=" + install(origin, format),
                Main.class.getName(),
                "run",
                "--once",
                "--home",
                home.home.toString()));
        if (origin.equals("--config")) {
            command.addAll(List.of("--config", properties(folder.resolve("my.properties"), format)));
        }
        Path printed = folder.resolve("log");
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectError(printed.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        process.environment().putAll(home.environment);
        if (origin.equals("environment")) {
            process.environment().put("JOBDROP_LOG_FORMAT", format);
        }
        assertThat(process.start().waitFor(1, TimeUnit.MINUTES)).isTrue();
        return List.of(Files.readString(printed, StandardCharsets.UTF_8).split("\\R"));
    }

    private Path install(String origin, String format) throws Exception {
        if (!origin.startsWith("config/")) {
            return Path.of("").toAbsolutePath();
        }
        Path install = Files.createDirectory(folder.resolve("install"));
        Files.createSymbolicLink(install.resolve("routes"), Path.of("routes").toAbsolutePath());
        properties(Files.createDirectory(install.resolve("config")).resolve("application.properties"), format);
        return install;
    }

    private static String properties(Path file, String format) throws Exception {
        return Files.writeString(file, "jobdrop.log.format = " + format + "\n").toString();
    }
}
