package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {
    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s3cret", "s3cret\tx", "s3\ncret"})
    void a_token_with_a_blank_in_it_is_found_and_not_shown(String token) {
        jobdrop.set("CONVERTLY_TOKEN", token);

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("environment CONVERTLY_TOKEN: convertly.token holds a blank or a line break")
                .contains("convertly.auth-scheme")
                .doesNotContain("s3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"s3cret\"", "'s3cret'", "s3cret\""})
    void a_token_in_quotes_is_found_and_not_shown(String token) {
        jobdrop.set("CONVERTLY_TOKEN", token);

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("convertly.token begins or ends with a quote")
                .doesNotContain("s3cret");
    }

    @Test
    void a_vendor_without_encryption_is_refused_unless_it_is_here_or_allowed() {
        jobdrop.set("CONVERTLY_URL", "http://api.example.com");
        assertThat(problems()).singleElement().asString().contains("would send the key unencrypted; write https");

        jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "api.example.com");
        assertThat(problems()).isEmpty();

        jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "").set("CONVERTLY_URL", "http://127.0.0.1:8080");
        assertThat(problems()).isEmpty();
        jobdrop.set("CONVERTLY_URL", "http://localhost:8080");
        assertThat(problems()).isEmpty();
        jobdrop.set("CONVERTLY_URL", "http://[::1]:8080");
        assertThat(problems()).isEmpty();
        jobdrop.set("CONVERTLY_URL", "http://localhost.example.com");
        assertThat(problems()).hasSize(1);
    }

    @Test
    void a_log_level_that_is_none_is_found() {
        jobdrop.set("JOBDROP_LOG_LEVEL", "debgu");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("environment JOBDROP_LOG_LEVEL: 'debgu' is no level")
                .contains("did you mean 'debug'?");
    }

    @Test
    void a_log_level_in_another_place_is_told_where_it_is_set() throws IOException {
        jobdrop.set("JOBDROP_LOG_LEVLE", "debug");
        Path file = Files.writeString(home.resolve("my.properties"), "jobdrop.log.level = debug\n");

        assertThat(problems())
                .containsExactly(
                        "environment JOBDROP_LOG_LEVLE: unknown setting; did you mean" + " 'JOBDROP_LOG_LEVEL'?");
        assertThat(problemsWith(file))
                .containsExactly(file + ":1: unknown setting 'jobdrop.log.level'; the level is the environment variable"
                        + " JOBDROP_LOG_LEVEL");
    }

    @Test
    void a_schedule_that_never_fires_is_found() {
        jobdrop.set("CONVERTLY_JOBS_SCHEDULE", "0 0 0 30 2 ?");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("CONVERTLY_JOBS_SCHEDULE")
                .contains("never fires");
    }

    @Test
    void an_inbox_within_the_drop_is_found() {
        jobdrop.set("COMPANYENRICH_TOKEN", "key").set("COMPANYENRICH_BULK_INBOX", "drop/in");

        assertThat(problems()).singleElement().asString().contains("are one in the other");
    }

    @Test
    void a_key_that_is_there_twice_and_a_path_with_backslashes_are_found_with_their_lines() throws IOException {
        Path file = Files.writeString(
                home.resolve("my.properties"),
                "jobdrop.feeds = convertly-jobs\njobdrop.drop.name = ${jobId}\n"
                        + "jobdrop.drop.name = ${jobId}/${fileName}\njobdrop.drop.dir = C:\\temp\n");

        assertThat(problemsWith(file))
                .anyMatch(p -> p.startsWith(file + ":3: jobdrop.drop.name is there twice; " + file + ":2 sets it too"))
                .anyMatch(p -> p.startsWith(file + ":4: jobdrop.drop.dir: a backslash begins an escape"))
                .hasSize(2);
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }

    private List<String> problemsWith(Path file) {
        Configuration.Sources sources = new Configuration.Sources(
                Path.of("").toAbsolutePath(),
                home,
                List.of(file),
                List.of(),
                RuntimeSettings.NONE,
                Map.of("CONVERTLY_TOKEN", "k"));
        return Configuration.read(sources, Map.of()).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
