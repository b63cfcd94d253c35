package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationOptionsTest {
    @TempDir
    Path folder;

    private Map<String, String> environment = Map.of();
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() {
        System.setProperty("jobdrop.install", "");
    }

    @AfterEach
    void stop() {
        System.clearProperty("jobdrop.install");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"check", "plan", "run --once", "jobs", "audit", "retry --failed", "watch companyenrich-bulk x"})
    void an_option_that_leads_nowhere_is_told_by_each_command(String command) {
        Path nowhere = folder.resolve("nowhere");

        assertThat(run(
                        command,
                        "--home",
                        nowhere.resolve("deep").toString(),
                        "--config",
                        nowhere.toString(),
                        "--feeds",
                        nowhere.toString()))
                .isEqualTo(2);

        assertThat(err)
                .contains("--home " + nowhere.resolve("deep") + ": no such folder, and its parent " + nowhere
                        + " is none either")
                .contains("--config " + nowhere + ": no such file of settings")
                .contains("--feeds " + nowhere + ": no such folder of feed files");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "jobs", "watch companyenrich-bulk x"})
    void what_is_of_the_other_kind_is_told(String command) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(run(command, "--home", file.toString(), "--config", folder.toString(), "--feeds", file.toString()))
                .isEqualTo(2);

        assertThat(err)
                .contains("--home " + file + ": this is a file; --home needs a folder")
                .contains("--config " + folder + ": this is a folder; a file of settings is needed")
                .contains("--feeds " + file + ": no such folder of feed files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "audit", "retry --failed"})
    void a_command_that_looks_into_a_ledger_makes_no_home(String command) {
        Path home = folder.resolve("typo");

        assertThat(run(command, "--home", home.toString())).isEqualTo(2);

        assertThat(err).contains("--home " + home + ": no such folder; nothing was done");
        assertThat(home).doesNotExist();
    }

    @Test
    void a_first_start_may_make_its_home() {
        Path home = folder.resolve("new");

        assertThat(run("check", "--home", home.toString())).isZero();
        assertThat(run("watch companyenrich-bulk 3fa85f64-5717-4562-b3fc-2c963f66afa6", "--home", home.toString()))
                .isZero();
        assertThat(home).isDirectory();
    }

    @Test
    void the_environment_says_what_no_option_says() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "jobdrop.drop.dir = /of/the/file\n");
        Files.createDirectory(folder.resolve("home"));
        environment = Map.of("JOBDROP_HOME", folder.resolve("home").toString(), "JOBDROP_CONFIG", file.toString());

        assertThat(run("check")).isZero();
        assertThat(run("config")).isZero();

        assertThat(out).contains("/of/the/file").contains("start at " + folder.resolve("home") + "\n");
        assertThat(run("config", "--home", folder.toString())).isZero();
        assertThat(out).contains("start at " + folder + "\n");
    }

    @Test
    void an_empty_variable_says_nothing() {
        environment = Map.of("JOBDROP_HOME", "", "JOBDROP_CONFIG", "", "JOBDROP_FEEDS_DIR", " ");

        assertThat(run("check")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "jobs"})
    void what_leads_nowhere_in_the_environment_is_told(String command) {
        Path nowhere = folder.resolve("nowhere");
        environment = Map.of("JOBDROP_CONFIG", nowhere.toString(), "JOBDROP_FEEDS_DIR", nowhere.toString());

        assertThat(run(command)).isEqualTo(2);

        assertThat(err)
                .contains("environment JOBDROP_CONFIG " + nowhere + ": no such file of settings")
                .contains("environment JOBDROP_FEEDS_DIR " + nowhere + ": no such folder of feed files");
    }

    private int run(String command, String... options) {
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(options));
        ByteArrayOutputStream answered = new ByteArrayOutputStream();
        Map<String, String> variables = new HashMap<>(environment);
        variables.putAll(Map.of("CONVERTLY_TOKEN", "key", "JOBDROP_HTTP_PORT", ""));
        int code = Jobdrop.execute(
                all.toArray(new String[0]),
                new PrintStream(answered, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8),
                variables);
        out = answered.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return code;
    }
}
