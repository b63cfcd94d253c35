package io.jobdrop.config;

import static io.jobdrop.config.FeedScene.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in a feed's file, and how they are told. */
class FeedMistakesTest {
    private final FeedScene scene;

    FeedMistakesTest(@TempDir Path home) {
        scene = new FeedScene(home);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "completed: done | job needs the property 'completed'",
                "vendor: convertly | a feed needs the property 'vendor'",
                "urls: $.url | a feed needs results.urls, or download.path"
            })
    void a_property_that_is_missing_is_named(String line, String problem) throws IOException {
        String other =
                line.startsWith("vendor") ? "authScheme: Bearer" : line.startsWith("urls") ? "name: $.n" : "id: $.id";
        scene.jobdrop.feed("acme", TestFeed.yaml("acme", RIGHT.replace(line, other)));

        assertThat(scene.problems()).anyMatch(p -> p.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "  path: /jobs | pth: /jobs | 7 | list has no property 'pth'; did you mean 'path'?",
                "completed: done | compelted: done | 12 | job has no property 'compelted'; did you mean 'completed'?",
                "completed: done | completed: done, urls: 1 | 12 | job has no property 'urls'",
                "{type: page} | {type: pgae} | 8 | list.paging.type: 'pgae' is not one of: none, page, offset, cursor, link; did you mean 'page'?",
                "{type: page} | {type: page, hasMore: $.x} | 8 | 'hasMore' does nothing there; it belongs to type offset",
                "{type: page} | {type: none, size: 3} | 8 | 'size' does nothing there",
                "{type: page} | {type: page, size: 0} | 8 | list.paging.size: '0' is no whole number from 1",
                "{type: page} | {type: page, size: many} | 8 | list.paging.size: 'many' is no whole number from 1",
                "{type: page} | {type: page, totalPages: pages} | 8 | list.paging.totalPages: 'pages' does not start with $",
                "{type: page} | {type: page, totalPages: '$.['} | 8 | is no JSONPath",
                "{type: page} | page | 8 | list.paging must hold properties",
                "urls: $.url | urls: $.url, name: | 14 | results.name is empty",
                "/jobs/{jobId} | /jobs/${jobId} | 10 | '${jobId}' is replaced by nothing",
                "/jobs/{jobId} | /jobs/{{jobId}} | 10 | there is no setting 'jobId'",
                "/jobs/{jobId} | /jobs/1 | 10 | detail.path: '/jobs/1' has no {jobId}",
                "path: /jobs | path: '/jobs/{jobId}' | 7 | '{jobId}' is replaced by nothing",
                "path: /jobs | path: '/jobs?key={{convertly.token}}' | 7 | the secret convertly.token has no place in a path",
                "completed: done | completed: done, open: Done | 12 | the status word 'Done' is among completed and among open",
                "completed: done | completed: done, empty: DONE | 12 | the status word 'DONE' is among completed and among empty",
                "completed: done | completed: 200, status: http, open: 429 | 12 | the status 429 speaks of the account and cannot be a job's status",
                "completed: done | completed: 200, status: http, failed: [422, 401] | 12 | the status 401 speaks of the account",
                "completed: done | completed: done, status: http | 12 | 'done' is no HTTP status that a job can have with job.status http",
                "completed: done | completed: 303, status: http | 12 | '303' is no HTTP status that a job can have",
                "completed: done | completed: done, status: https | 12 | job.status: 'https' does not start with $",
                "urls: $.url | urls: $.url, none: gone | 14 | results.none: 'gone' does not start with $",
                "urls: $.url | urls: $.url, checksum: '$.[' | 14 | results.checksum: '$.[' is no JSONPath",
                "completed: done | completed: done, completed: x | 12 | job.completed is there twice",
                "completed: done | completed: done, idPattern: '[' | 12 | job.idPattern: '[' is no regular expression"
            })
    void a_mistake_is_named_with_its_line(String right, String wrong, int line, String problem) throws IOException {
        String inner =
                RIGHT.replace("  completed: done", "  {completed: done}").replace("  urls: $.url", "  {urls: $.url}");
        scene.jobdrop.feed(
                "acme",
                TestFeed.yaml(
                        "acme",
                        inner.replaceFirst(Pattern.quote(right.strip()), Matcher.quoteReplacement(wrong.strip()))));

        assertThat(scene.problems()).anyMatch(p -> p.contains("acme.camel.yaml:" + line + ": ") && p.contains(problem));
    }

    @Test
    void wrong_indentation_is_explained() throws IOException {
        scene.jobdrop.feed("acme", TestFeed.yaml("acme", RIGHT.replace("  completed: done", "completed: done")));

        assertThat(scene.problems())
                .anyMatch(p -> p.contains("acme.camel.yaml:11: job must hold properties"))
                .anyMatch(p -> p.contains("acme.camel.yaml:12: a feed has no property 'completed'; it belongs to job:"
                        + " check its indentation"));
    }

    @Test
    void a_feed_without_a_list_needs_a_pattern_of_its_ids_and_a_detail() throws IOException {
        scene.jobdrop.feed("acme", TestFeed.yaml("acme", """
                vendor: convertly
                job: {completed: done}
                results: {urls: $.url}
                """));

        assertThat(scene.problems())
                .anyMatch(p -> p.contains("a feed without a list needs job.idPattern"))
                .anyMatch(p -> p.contains("a feed without a list needs detail"));
    }

    @Test
    void an_http_status_needs_a_detail() throws IOException {
        scene.jobdrop.feed(
                "acme",
                TestFeed.yaml(
                        "acme",
                        RIGHT.replace("completed: done", "status: http\n  completed: 200")
                                .replace("detail:\n  path: /jobs/{jobId}\n", "")));

        assertThat(scene.problems())
                .singleElement()
                .asString()
                .contains("acme.camel.yaml:10: job.status http needs detail");
    }

    @Test
    void the_beans_name_and_type_are_the_files() throws IOException {
        scene.jobdrop.feed("acme", TestFeed.yaml("other", RIGHT).replace("io.jobdrop.Feed", "io.jobdrop.Fede"));

        assertThat(scene.problems())
                .anyMatch(p -> p.contains("the bean's name must be the file's, 'acme', and is 'other'"))
                .anyMatch(p -> p.contains("unknown type 'io.jobdrop.Fede'; did you mean 'io.jobdrop.Feed'?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.yaml", "acme.camel.yml", "acme.YAML"})
    void a_file_with_another_ending_is_named(String name) throws IOException {
        scene.jobdrop.feed("right-jobs", TestFeed.yaml("right-jobs", RIGHT));
        Files.writeString(scene.home.resolve("feeds").resolve(name), TestFeed.yaml("acme", RIGHT));

        assertThat(scene.problems()).singleElement().asString().contains(name + ": a feed's file has a name such as");
    }

    @ParameterizedTest
    @CsvSource({"job, the name of a route of Jobdrop's", "right-jobs-poll, has the name of a route of feed 'right-jobs'"
    })
    void a_name_that_would_be_a_route_of_anothers_is_refused(String name, String problem) throws IOException {
        scene.jobdrop.feed("right-jobs", TestFeed.yaml("right-jobs", RIGHT));
        scene.jobdrop.feed(name, TestFeed.yaml(name, RIGHT));

        assertThat(scene.problems()).singleElement().asString().contains(problem);
    }
}
