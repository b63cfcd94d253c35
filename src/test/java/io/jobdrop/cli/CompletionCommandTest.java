package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shells and the manual know of the commands, and the version. */
class CompletionCommandTest {
    private static final List<String> COMMANDS = List.of(
            "run",
            "check",
            "plan",
            "test",
            "new",
            "jobs",
            "watch",
            "retry",
            "redeliver",
            "dismiss",
            "audit",
            "backup",
            "config",
            "completion");

    @AutoClose
    private final JobdropHome scene;

    CompletionCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @Test
    void bash_completes_commands_and_options() throws Exception {
        assumeThat(answer("bash", "--version")).as("bash is installed").contains("GNU bash");
        assertThat(scene.runBare("completion")).isZero();
        Path script = Files.writeString(scene.home.resolve("jobdrop.bash"), scene.out());

        assertThat(completed(script, "re")).contains("retry", "redeliver").doesNotContain("dismiss");
        assertThat(completed(script, "dismiss", "--re")).containsExactly("--reason");
        assertThat(completed(script, "")).containsAll(COMMANDS);
    }

    private List<String> completed(Path script, String... words) throws Exception {
        String line =
                "source %s; COMP_WORDS=(jobdrop %s); COMP_CWORD=%d; COMP_LINE='jobdrop'; _complete_jobdrop 2>/dev/null; printf '%%s\\n' \"${COMPREPLY[@]}\""
                        .formatted(
                                script,
                                words[words.length - 1].isEmpty() ? "''" : String.join(" ", words),
                                words.length);
        return answer("bash", "--norc", "-c", line).lines().map(String::strip).toList();
    }

    @Test
    void the_manual_page_names_every_command_and_option() throws Exception {
        assertThat(scene.runBare("completion", "--man-page")).isZero();
        String page = scene.out();

        for (String command : COMMANDS) {
            assertThat(page).contains(".SS jobdrop " + command + "\n");
            scene.runBare(command, "--help");
            Pattern.compile("--[a-z-]+")
                    .matcher(scene.out())
                    .results()
                    .forEach(option -> assertThat(page).contains(option.group().replace("-", "\\-")));
        }
        assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|br)( .*)?"));
        assertThat(page).contains("Exit codes: 0 fine").doesNotContain("%n", "@|");
        assumeThat(answer("groff", "--version")).as("groff is installed").contains("GNU groff");
        Path file = Files.writeString(scene.home.resolve("jobdrop.1"), page);
        assertThat(answer("groff", "-man", "-Tutf8", "-ww", file.toString()))
                .contains("redeliver", "NAME")
                .doesNotContain("warning", "error:");
    }

    @Test
    void the_version_names_what_was_built_and_what_it_runs_on() {
        assertThat(scene.runBare("--version")).isZero();
        assertThat(scene.out())
                .matches("jobdrop \\S+ \\(commit \\w+, Camel [\\w.]+, Java " + System.getProperty("java.version")
                        + "\\)\\R");
    }

    // What a program prints; nothing when it is not installed.
    private String answer(String... command) throws Exception {
        Path printed = scene.home.resolve("printed");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (IOException e) {
            return "";
        }
        return Files.readString(printed, StandardCharsets.UTF_8);
    }
}
