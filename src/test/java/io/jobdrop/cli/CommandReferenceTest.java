package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of all commands, written anew by {@code ./mvnw test -Dtest=CommandReferenceTest -Djobdrop.reference=write}. */
class CommandReferenceTest {
    private static final Path PAGE = Path.of("docs/commands.md");

    @Test
    void the_page_is_what_the_help_says() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("jobdrop.reference"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        String all = help();
        List<String> names = Pattern.compile("(?m)^  ([a-z]+) ")
                .matcher(all.substring(all.indexOf("Commands:"), all.indexOf("First steps:")))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("help"))
                .toList();
        assertThat(names).hasSizeGreaterThan(10).contains("run", "check", "ledger");
        StringBuilder page = new StringBuilder("# Commands\n\n"
                + "This page is generated from the help texts: `jobdrop COMMAND --help` prints the same. What the commands are for\n"
                + "is in [operation](operation.md).\n");
        append(page, "jobdrop", all);
        names.forEach(name -> append(page, "jobdrop " + name, help(name)));
        append(page, "jobdrop ledger copy", help("ledger", "copy"));
        return page.toString();
    }

    private static void append(StringBuilder page, String command, String help) {
        page.append("\n## ").append(command).append("\n\n```text\n");
        page.append(help.stripTrailing()).append("\n```\n");
    }

    private static String help(String... command) {
        var printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        String[] arguments = Pattern.compile(" ")
                .splitAsStream(String.join(" ", command) + " --help")
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
        assertThat(Jobdrop.execute(arguments, out, out, Map.of())).isZero();
        return printed.toString(StandardCharsets.UTF_8);
    }
}
