package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** The unit of systemd, the command beside it and their settings agree with the product. */
class ServiceUnitTest {
    private static final Path SYSTEMD = Path.of("ops/systemd");
    private static final Pattern SECONDS = Pattern.compile("(\\d+)s");

    @Test
    void systemd_waits_longer_than_a_stop_takes() throws IOException {
        Duration stop = seconds(defaults().getProperty("jobdrop.shutdown.timeout"));

        assertThat(seconds(only("TimeoutStopSec"))).isGreaterThanOrEqualTo(stop.plusSeconds(20));
    }

    @Test
    void the_exit_codes_are_those_of_the_document() throws IOException {
        String document = Files.readString(Path.of("docs/operation.md"));

        assertThat(document)
                .contains("| " + only("RestartPreventExitStatus") + " | wrong usage or configuration")
                .contains("| " + only("SuccessExitStatus") + " | SIGTERM came in the first second");
    }

    @Test
    void every_variable_is_the_default_of_an_option_and_the_command_sets_the_same() throws Exception {
        Map<String, String> environment = new TreeMap<>();
        for (String pair : unit().get("Environment")) {
            environment.put(pair.replaceAll("=.*", ""), pair.replaceAll("^[^=]*=", ""));
        }

        assertThat(taken(environment)).containsExactlyInAnyOrderElementsOf(environment.values());
        assertThat(Pattern.compile("export (\\w+)=\"\\$\\{\\1-(.*)}\"")
                        .matcher(Files.readString(SYSTEMD.resolve("jobdrop")))
                        .results()
                        .collect(Collectors.toMap(set -> set.group(1), set -> set.group(2))))
                .isEqualTo(environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobdrop.service", "application.properties"})
    void every_setting_that_is_named_exists(String file) throws IOException {
        List<String> named = Pattern.compile("(?m)(?:^#|[ (])((?:[a-z]+-?)+(?:\\.[a-z-]+)+)(?= =| \\()")
                .matcher(Files.readString(SYSTEMD.resolve(file)))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(named).isNotEmpty();
        assertThat(defaults().stringPropertyNames()).containsAll(named);
    }

    @Test
    void the_settings_that_are_shipped_are_comments() throws IOException {
        Properties settings = new Properties();
        settings.load(new StringReader(Files.readString(SYSTEMD.resolve("application.properties"))));

        assertThat(settings).isEmpty();
    }

    @Test
    void the_command_that_runs_exists() throws IOException {
        String[] words = only("ExecStart").split(" ");

        assertThat(Path.of("src/main/dist", words[0].replace("/usr/share/jobdrop/", "")))
                .exists();
        assertThat(Jobdrop.execute(new String[] {words[1], "--help"}, nowhere(), nowhere(), Map.of()))
                .isZero();
    }

    /** The values that options take from this environment. */
    private static List<String> taken(Map<String, String> environment) throws Exception {
        List<String> taken = new ArrayList<>();
        for (var option :
                CommandSpec.forAnnotatedObject(new ConfigurationOptions()).options()) {
            String value = ConfigurationOptions.defaults(environment).defaultValue(option);
            if (value != null) {
                taken.add(value);
            }
        }
        return taken;
    }

    private static Map<String, List<String>> unit() throws IOException {
        return Pattern.compile("(?m)^([A-Za-z]+)=(.*)$")
                .matcher(Files.readString(SYSTEMD.resolve("jobdrop.service")))
                .results()
                .collect(Collectors.groupingBy(
                        (MatchResult line) -> line.group(1),
                        Collectors.mapping(line -> line.group(2), Collectors.toList())));
    }

    private static String only(String key) throws IOException {
        assertThat(unit().get(key)).as(key).hasSize(1);
        return unit().get(key).get(0);
    }

    private static Properties defaults() throws IOException {
        Properties defaults = new Properties();
        defaults.load(new StringReader(Files.readString(Path.of("config/application.properties"))));
        return defaults;
    }

    private static Duration seconds(String text) {
        assertThat(text).matches(SECONDS);
        return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }
}
