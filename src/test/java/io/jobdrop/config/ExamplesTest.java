package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of feeds are right, short, and none of them is active. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    @Test
    void each_is_right_and_none_is_active(@TempDir Path home) throws IOException {
        Configuration configuration = new Installation(home)
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_FEEDS", "convertly-jobs")
                .feeds(EXAMPLES)
                .read();

        assertThat(configuration.problems()).isEmpty();
        assertThat(configuration.folders().feeds())
                .filteredOn(feed -> feed.path().startsWith(EXAMPLES))
                .hasSameSizeAs(files())
                .allMatch(FeedFile::isRight);
    }

    @Test
    void each_has_at_most_40_lines_and_a_head_that_names_its_source_and_its_settings() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readAllLines(file))
                    .as(file.toString())
                    .hasSizeLessThanOrEqualTo(40)
                    .anyMatch(line -> line.startsWith("# Source: "))
                    .anyMatch(line -> line.startsWith("# Settings: "));
        }
    }

    @Test
    void each_has_a_short_test_with_a_job_in_every_state_that_its_words_lead_to() throws Exception {
        for (Path file : files()) {
            String feed = Files.readString(file);
            Path test = Path.of(file.toString().replace(FeedFile.SUFFIX, ".test.yaml"));
            List<String> expected = new ArrayList<>(List.of("delivered", "open"));
            if (feed.contains("failed: ")) {
                expected.add("failed");
            }
            if (feed.contains("empty: ") || feed.contains("none: ")) {
                expected.add("empty");
            }

            assertThat(Files.readAllLines(test))
                    .as(test.toString())
                    .hasSizeBetween(20, 60)
                    .first()
                    .asString()
                    .startsWith("# ")
                    .endsWith(". Run: jobdrop test "
                            + test.getFileName().toString().replace(".test.yaml", "") + " --feeds examples");
            assertThat(YamlNode.read(test).field("jobs").orElseThrow().fields().values())
                    .as(test.toString())
                    .map(job -> job.isMap() ? job.text("state") : job.text())
                    .containsAll(expected);
        }
    }

    @Test
    void the_page_names_each() throws IOException {
        String page = Files.readString(EXAMPLES.resolve("README.md"));

        assertThat(files())
                .allMatch(file ->
                        page.contains("`" + file.getFileName().toString().replace(FeedFile.SUFFIX, "") + "`"));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(FeedFile.SUFFIX))
                    .sorted()
                    .toList();
        }
    }
}
