package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobdrop test} needs neither settings nor a network, and its exit code says how it went. */
@Tag("slow")
class TestCommandTest {
    private static final String SUFFIX = ".camel.yaml";
    private static final String FEED = """
            - beans:
                - name: acme
                  type: io.jobdrop.Feed
                  properties: {vendor: acme, list: {path: /jobs}, job: {completed: done, open: running}, download: {path: "/jobs/{jobId}/file"}}
            """;
    private static final String TEST = """
            requests:
              - GET: /jobs
                answer: {body: [{id: a, status: running}]}
            jobs: {a: open}
            """;

    @AutoClose
    private final JobdropHome scene;

    private final Path feeds;

    TestCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        feeds = Files.createDirectory(home.resolve("feeds"));
    }

    @Test
    void the_built_in_feeds_pass() {
        scene.environment.clear();
        scene.environment.put("JOBDROP_DROP_NAME", "other");

        assertThat(test()).isZero();
        assertThat(scene.out().lines())
                .containsExactly(
                        "companyenrich-bulk: passed (3 jobs, 4 requests)",
                        "companyenrich-exports: passed (3 jobs, 5 requests)",
                        "convertly-jobs: passed (6 jobs, 4 requests)",
                        "userpilot-jobs: passed (8 jobs, 4 requests)");
        assertThat(scene.home.toFile().list()).containsExactly("feeds");
    }

    @Test
    void each_feed_of_the_package_has_a_test_and_passes_it() throws IOException {
        scene.environment.clear();

        int code = test("--feeds", "examples");

        assertThat(scene.out().lines().filter(line -> !line.contains(": passed (")))
                .isEmpty();
        assertThat(scene.out().lines().map(line -> line.replaceFirst(":.*", "")))
                .containsExactlyInAnyOrderElementsOf(feedsIn("routes/feeds", "examples"));
        assertThat(code).as(scene.err()).isZero();
    }

    private static List<String> feedsIn(String... folders) throws IOException {
        List<String> names = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(SUFFIX))
                        .forEach(name -> names.add(name.replace(SUFFIX, "")));
            }
        }
        return names;
    }

    @Test
    void a_feed_that_fails_exits_1_and_shows_the_difference() throws IOException {
        write(FEED, TEST.replace("open", "held"));

        assertThat(test("acme", "--feeds", feeds.toString())).isEqualTo(1);
        assertThat(scene.out())
                .isEqualTo("acme: failed, " + feeds.resolve("acme.test.yaml")
                        + "\n  job a\n    expected: held\n    actual:   open\n");
        assertThat(scene.vendor.requests()).isEmpty();
    }

    @Test
    void a_feed_without_a_test_is_said_and_named_it_is_wrong_usage() throws IOException {
        Files.writeString(feeds.resolve("acme.camel.yaml"), FEED);

        assertThat(test("--feeds", feeds.toString())).isZero();
        assertThat(scene.out()).contains("acme: has no test; write " + feeds.resolve("acme.test.yaml"));
        assertThat(test("acme", "userpilot-jbos", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(scene.err())
                .contains(
                        "2 problems, nothing was tested:",
                        feeds.resolve("acme.test.yaml") + ": no such file; the feed acme has no test",
                        "unknown feed 'userpilot-jbos'; did you mean 'userpilot-jobs'?");
    }

    @Test
    void a_wrong_feed_or_a_wrong_test_exits_2() throws IOException {
        write(FEED.replace("path:", "pfad:"), TEST);
        assertThat(test("acme", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("these feeds were not tested", "acme.camel.yaml:4", "'pfad'");

        write(FEED, TEST.replace("answer", "anwser"));
        assertThat(test("acme", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("acme.test.yaml:3: a request has no 'anwser'; did you mean 'answer'?");

        write(FEED, TEST + "settings: {acme.ulr: 'https://acme.com'}\n");
        assertThat(test("acme", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("unknown setting 'acme.ulr'; did you mean 'acme.url'?");

        write(FEED, TEST + "ids: [x]\n");
        assertThat(test("acme", "--feeds", feeds.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("acme.test.yaml: the feed has a list, so that no ids enter; leave ids out");
    }

    @Test
    void a_mistake_in_another_feed_keeps_no_named_one_from_its_test() throws IOException {
        write(FEED, TEST);
        Files.writeString(feeds.resolve("other.camel.yaml"), "- beans: {");

        assertThat(test("acme", "--feeds", feeds.toString())).isZero();
        assertThat(test("--feeds", feeds.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("other.camel.yaml");
    }

    @Test
    void a_step_of_ones_own_is_not_run() throws IOException {
        write(FEED.replace("vendor: acme", "vendor: acme, step: 'direct:own'"), TEST);
        Files.writeString(
                feeds.resolve("own.camel.yaml"),
                "- route:\n    id: own\n    from:\n      uri: direct:own\n      steps:\n        - to: {uri: 'https://127.0.0.1:1/x'}\n");

        assertThat(test("acme", "--feeds", feeds.toString())).as(scene.err()).isZero();
    }

    @Test
    void the_documented_feed_passes_its_documented_test() throws IOException {
        Files.writeString(feeds.resolve("acme-exports.camel.yaml"), firstYamlOf("docs/feeds.md"));
        Files.writeString(feeds.resolve("acme-exports.test.yaml"), firstYamlOf("docs/feed-tests.md"));

        assertThat(test("acme-exports", "--feeds", feeds.toString())).isZero();
        assertThat(scene.out()).isEqualTo("acme-exports: passed (4 jobs, 5 requests)\n");
    }

    private static String firstYamlOf(String document) throws IOException {
        String text = Files.readString(Path.of(document));
        int begin = text.indexOf("```yaml\n") + "```yaml\n".length();
        return text.substring(begin, text.indexOf("```", begin));
    }

    @Test
    void it_has_help() {
        assertThat(test("--help")).isZero();
        assertThat(scene.out()).contains("Usage: jobdrop test", "--feeds", "docs/feed-tests.md");
    }

    private void write(String feed, String test) throws IOException {
        Files.writeString(feeds.resolve("acme.camel.yaml"), feed);
        Files.writeString(feeds.resolve("acme.test.yaml"), test);
    }

    // It has no home.
    private int test(String... arguments) {
        return scene.runBare(
                Stream.concat(Stream.of("test"), Stream.of(arguments)).toArray(String[]::new));
    }
}
