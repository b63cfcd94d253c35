package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jobdrop.support.CommandBlock.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which blocks of a page are typed. */
class CommandBlockTest {
    @TempDir
    Path folder;

    @Test
    void commands_are_indented_below_text_and_below_the_items_of_a_list_or_fenced_as_a_shell() throws IOException {
        Path page = page("""
                # Page
                Try it:

                    export A_TOKEN=…
                    jobdrop check \\
                      --connect

                    jobdrop plan

                1. Start it:

                       A_B="c" \\
                         bin/jobdrop run

                ```sh
                anything
                ```
                ```powershell
                Get-Item x
                ```
                A paragraph
                    jobdrop that goes on
                """);

        assertThat(CommandBlock.of(page))
                .extracting(CommandBlock::line, CommandBlock::kind, CommandBlock::text)
                .containsExactly(
                        tuple(4, Kind.COMMAND, "export A_TOKEN=…\njobdrop check \\\n  --connect\n\njobdrop plan"),
                        tuple(12, Kind.COMMAND, "A_B=\"c\" \\\n  bin/jobdrop run"),
                        tuple(16, Kind.COMMAND, "anything"),
                        tuple(19, Kind.COMMAND, "Get-Item x"));
    }

    @Test
    void settings_requests_and_feeds_are_left_out_and_all_else_is_a_sample() throws IOException {
        Path page = page("""
                    jobdrop.drop = s3

                text

                    GET /exports
                    {"a": 1}

                ```yaml
                a: b
                ```

                    FEED  JOB

                text

                    minikube start
                """);

        assertThat(CommandBlock.of(page))
                .extracting(CommandBlock::kind, CommandBlock::text)
                .containsExactly(tuple(Kind.SAMPLE, "FEED  JOB"), tuple(Kind.SAMPLE, "minikube start"));
    }

    private Path page(String text) throws IOException {
        return Files.writeString(folder.resolve("page.md"), text);
    }
}
