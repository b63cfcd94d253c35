package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedFoldersTest {
    private static final String RIGHT = TestFeed.yaml(
            "acme", "vendor: convertly\nlist: {path: /jobs}\njob: {completed: done}\nresults: {urls: $.url}\n");

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key").feed("acme", RIGHT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other.yaml",
                "other.camel.yml",
                "other.camel.YAML",
                "other.yml",
                "other.camel.yaml.bak",
                "other.camel.yaml.txt",
                "other.camel.yml.off",
                "other.kamelet.yml"
            })
    void a_file_that_is_not_read_is_named(String name) throws IOException {
        Files.writeString(home.resolve("feeds").resolve(name), RIGHT);

        assertThat(problems())
                .containsExactly(home.resolve("feeds").resolve(name)
                        + ": a feed's file has a name such as acme.camel.yaml; this one is not read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README",
                "README.md",
                ".gitkeep",
                "mine-action.kamelet.yaml",
                "acme.test.yaml",
                "acme.camel.yaml~",
                ".acme.camel.yaml.swp",
                "answer.json",
                "schema.sql"
            })
    void other_files_are_fine(String name) throws IOException {
        Files.writeString(home.resolve("feeds").resolve(name), "x");

        assertThat(problems()).isEmpty();
    }

    @Test
    void routes_of_ones_own_are_fine() throws IOException {
        jobdrop.feed("routes", "- route:\n    from: {uri: direct:x, steps: [{to: {uri: log:x}}]}\n");

        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type: io.jobdrop.Feed | ''                | the bean has no type; write type: io.jobdrop.Feed
            type: io.jobdrop.Feed | typ: io.jobdrop.Feed | the bean has no type; write type: io.jobdrop.Feed
            type: io.jobdrop.Feed | 'type: ""'        | the bean has no type; write type: io.jobdrop.Feed
            type: io.jobdrop.Feed | 'type:'           | the bean has no type; write type: io.jobdrop.Feed
            type: io.jobdrop.Feed | type: jobdrop.Feed    | unknown type 'jobdrop.Feed'; did you mean 'io.jobdrop.Feed'?
            type: io.jobdrop.Feed | type: Feed            | unknown type 'Feed'
            """)
    void a_feed_without_its_type_is_found(String right, String wrong, String problem) throws IOException {
        jobdrop.feed("acme", RIGHT.replace(right, wrong));

        assertThat(problems()).anyMatch(p -> p.contains("acme.camel.yaml:2: " + problem));
    }

    @Test
    void a_bean_of_ones_own_needs_a_type_too() throws IOException {
        jobdrop.feed("own", "- beans:\n    - {name: x, type: java.util.ArrayList}\n    - name: y\n");

        assertThat(problems()).singleElement().asString().endsWith("own.camel.yaml:3: the bean has no type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- beans:\n", "- beans: []\n", "- beans: x\n"})
    void a_file_of_beans_without_any_is_found(String yaml) throws IOException {
        jobdrop.feed("own", yaml);

        assertThat(problems()).singleElement().asString().endsWith("own.camel.yaml:1: there is no bean below beans");
    }

    @Test
    void a_file_that_cannot_be_read_hides_no_problem_of_another() throws IOException {
        jobdrop.feed("bombs", "- beans: &a [*a]\n")
                .feed("deep", "[".repeat(10_000))
                .feed("other", "a: b: c\n");
        Files.writeString(home.resolve("feeds/mine-action.kamelet.yaml"), "{".repeat(10_000));

        assertThat(problems())
                .hasSize(4)
                .anyMatch(p -> p.contains("bombs.camel.yaml:1: "))
                .anyMatch(p -> p.contains("deep.camel.yaml:1: "))
                .anyMatch(p -> p.contains("mine-action.kamelet.yaml:1: "))
                .anyMatch(p -> p.contains("other.camel.yaml:1: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - beans:;- name: acme;  type: io.jobdrop.Feed;  properties:;    vendor: convertly           | 2
            - beans:;    name: acme;    type: io.jobdrop.Feed;    properties: {vendor: convertly}       | 2
            beans:;  - name: acme;    type: io.jobdrop.Feed;    properties: {vendor: convertly}         | 2
            - name: acme;  type: io.jobdrop.Feed;  properties: {vendor: convertly}                      | 1
            """)
    void a_bean_that_is_not_below_beans_is_told_so(String lines, int line) throws IOException {
        jobdrop.feed("acme", lines.replace(";", "\n"));

        assertThat(problems())
                .anyMatch(p -> p.contains("acme.camel.yaml:" + line + ": the bean is not below beans; write '- beans:'")
                        && p.endsWith("check the indentation"))
                .anyMatch(p -> p.contains("a feed needs the property 'job'"));
    }

    @Test
    void properties_that_are_not_indented_below_properties_are_told_so() throws IOException {
        jobdrop.feed(
                "acme",
                RIGHT.replace("        vendor", "      vendor")
                        .replace("        list", "      list")
                        .replace("        job", "      job")
                        .replace("        results", "      results"));

        assertThat(problems())
                .anyMatch(p -> p.contains(":5: a feed's bean has no field 'vendor'; it belongs below properties"))
                .anyMatch(p -> p.contains("the bean has no properties; they are indented below 'properties:'"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "        vendor: x\\n\\tlist: y"            | ; indent with blanks, not with tabs
            "        vendor: x\\n       list: y"        | ; check the indentation of this line and of those above it
            "        vendor: x\\n          list: y"     | ; check the indentation of this line, and quote a value that holds ': '
            "        vendor: a: b"                      | ; check the indentation of this line, and quote a value that holds ': '
            '        vendor: "a\\d"'                    | ; in double quotes a backslash begins an escape, so use single quotes
            '        vendor: "a\\users"'                | ; in double quotes a backslash begins an escape, so use single quotes
            """)
    void yaml_that_cannot_be_read_is_explained(String text, String explanation) throws IOException {
        String lines = text.substring(1, text.length() - 1)
                .replace("\\\\", "\u0000")
                .replace("\\n", "\n")
                .replace("\\t", "\t");
        String properties = lines.replace('\u0000', '\\').replace("\\\\n", "\n");
        jobdrop.feed("acme", RIGHT.substring(0, RIGHT.indexOf("        vendor")) + properties + "\n");

        assertThat(problems())
                .anyMatch(p ->
                        p.contains("acme.camel.yaml:") && p.contains("no valid YAML: ") && p.endsWith(explanation));
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
