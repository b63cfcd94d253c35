package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.Feed;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedFileTest {
    private static final String RIGHT = """
            vendor: convertly
            list:
              path: /jobs
              paging: {type: page}
            detail:
              path: /jobs/{jobId}
            job:
              completed: done
            results:
              urls: $.url
            """;

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @Test
    void a_feed_with_nothing_but_what_it_needs_has_the_defaults_of_the_schema() throws IOException {
        Feed feed = feed(RIGHT);

        assertThat(feed.schedule()).isEqualTo("0 0/5 * * * ?");
        assertThat(feed.step()).isNull();
        assertThat(feed.api().authScheme()).isEqualTo("Bearer");
        assertThat(feed.list().orElseThrow().items().path()).isEqualTo("$");
        assertThat(feed.list().orElseThrow().paging()).isInstanceOfSatisfying(Feed.Numbered.class, pages -> {
            assertThat(pages.parameter()).isEqualTo("page");
            assertThat(pages.sizeParameter()).isEqualTo("limit");
            assertThat(pages.size()).isEqualTo(100);
            assertThat(pages.first()).isEqualTo(1);
            assertThat(pages.totalPages().isGiven()).isFalse();
        });
        assertThat(feed.job().id().path()).isEqualTo("$.id");
        assertThat(feed.job().status().status().path()).isEqualTo("$.status");
        assertThat(feed.job().status().open()).isEmpty();
        assertThat(feed.job().completedAt().path()).isEqualTo("$.completed_at");
        assertThat(feed.results().urlFields()).containsExactly("url", "downloadUrl", "download_url");
        assertThat(feed.results().count().isGiven()).isFalse();
    }

    @Test
    void every_property_gets_where_it_belongs() throws IOException {
        Feed feed = feed("""
                vendor: convertly
                authScheme: x-api-key
                schedule: 0 0 3 * * ?
                list:
                  path: /jobs?kind=export
                  items: $.items
                  paging: {type: offset, parameter: skip, sizeParameter: take, size: 7, hasMore: $.more, limit: $.l, total: $.t}
                detail: {path: "/jobs/{jobId}"}
                job:
                  id: $.key
                  idPattern: "[a-z]+"
                  status: $.state
                  completed: [Done, ready]
                  open: "queued, running"
                  failed: 7
                  error: $.why
                  type: $.kind
                  typesWithoutFile: [import]
                  createdAt: $.created
                  completedAt: $.finished
                results:
                  urls: $.files
                  urlFields: [href]
                  nameFields: title
                  sizeFields: bytes, length
                  name: $.name
                  size: $.size
                  count: $.count
                """);

        assertThat(feed.vendor()).isEqualTo("convertly");
        assertThat(feed.api().authScheme()).isEqualTo("x-api-key");
        assertThat(feed.schedule()).isEqualTo("0 0 3 * * ?");
        assertThat(feed.list().orElseThrow().path()).isEqualTo("/jobs?kind=export");
        assertThat(feed.list().orElseThrow().items().path()).isEqualTo("$.items");
        assertThat(feed.list().orElseThrow().paging()).isInstanceOfSatisfying(Feed.Offset.class, pages -> {
            assertThat(pages.parameter()).isEqualTo("skip");
            assertThat(pages.sizeParameter()).isEqualTo("take");
            assertThat(pages.size()).isEqualTo(7);
            assertThat(pages.hasMore().path()).isEqualTo("$.more");
            assertThat(pages.limit().path()).isEqualTo("$.l");
            assertThat(pages.total().path()).isEqualTo("$.t");
        });
        assertThat(feed.detail()).map(Feed.Detail::path).contains("/jobs/{jobId}");
        assertThat(feed.job().id().path()).isEqualTo("$.key");
        assertThat(feed.job().idPattern()).hasToString("[a-z]+");
        assertThat(feed.job().status().status().path()).isEqualTo("$.state");
        assertThat(feed.job().status().completed()).containsExactlyInAnyOrder("done", "ready");
        assertThat(feed.job().status().open()).containsExactlyInAnyOrder("queued", "running");
        assertThat(feed.job().status().failed()).containsExactly("7");
        assertThat(feed.job().status().error().path()).isEqualTo("$.why");
        assertThat(feed.job().status().type().path()).isEqualTo("$.kind");
        assertThat(feed.job().status().typesWithoutFile()).containsExactly("import");
        assertThat(feed.job().createdAt().path()).isEqualTo("$.created");
        assertThat(feed.job().completedAt().path()).isEqualTo("$.finished");
        assertThat(feed.results().urls().path()).isEqualTo("$.files");
        assertThat(feed.results().urlFields()).containsExactly("href");
        assertThat(feed.results().nameFields()).containsExactly("title");
        assertThat(feed.results().sizeFields()).containsExactly("bytes", "length");
        assertThat(feed.results().name().path()).isEqualTo("$.name");
        assertThat(feed.results().size().path()).isEqualTo("$.size");
        assertThat(feed.results().count().path()).isEqualTo("$.count");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "completed: done | job needs the property 'completed'",
                "vendor: convertly | a feed needs the property 'vendor'",
                "urls: $.url | results needs the property 'urls'"
            })
    void a_property_that_is_missing_is_named(String line, String problem) throws IOException {
        String other =
                line.startsWith("vendor") ? "authScheme: Bearer" : line.startsWith("urls") ? "name: $.n" : "id: $.id";
        jobdrop.feed("acme", TestFeed.yaml("acme", RIGHT.replace(line, other)));

        assertThat(problems()).anyMatch(p -> p.contains(problem));
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
                "/jobs/{jobId} | /jobs/1 | 10 | detail.path: '/jobs/1' does not match",
                "path: /jobs | path: '/jobs/{jobId}' | 7 | '{jobId}' is replaced by nothing",
                "path: /jobs | path: '/jobs?key={{convertly.token}}' | 7 | the secret convertly.token has no place in a feed",
                "completed: done | completed: done, open: Done | 12 | the status word 'Done' is among completed and among open",
                "completed: done | completed: done, completed: x | 12 | job.completed is there twice",
                "completed: done | completed: done, idPattern: '[' | 12 | job.idPattern: '[' is no regular expression"
            })
    void a_mistake_is_named_with_its_line(String right, String wrong, int line, String problem) throws IOException {
        String inner =
                RIGHT.replace("  completed: done", "  {completed: done}").replace("  urls: $.url", "  {urls: $.url}");
        jobdrop.feed(
                "acme",
                TestFeed.yaml(
                        "acme",
                        inner.replaceFirst(Pattern.quote(right.strip()), Matcher.quoteReplacement(wrong.strip()))));

        assertThat(problems()).anyMatch(p -> p.contains("acme.camel.yaml:" + line + ": ") && p.contains(problem));
    }

    @Test
    void wrong_indentation_is_explained() throws IOException {
        jobdrop.feed("acme", TestFeed.yaml("acme", RIGHT.replace("  completed: done", "completed: done")));

        assertThat(problems())
                .anyMatch(p -> p.contains("acme.camel.yaml:11: job must hold properties"))
                .anyMatch(p -> p.contains("acme.camel.yaml:12: a feed has no property 'completed'; it belongs to job:"
                        + " check its indentation"));
    }

    @Test
    void a_feed_without_a_list_needs_a_pattern_of_its_ids_and_a_detail() throws IOException {
        jobdrop.feed("acme", TestFeed.yaml("acme", """
                vendor: convertly
                job: {completed: done}
                results: {urls: $.url}
                """));

        assertThat(problems())
                .anyMatch(p -> p.contains("a feed without a list needs job.idPattern"))
                .anyMatch(p -> p.contains("a feed without a list needs detail"));
    }

    @Test
    void the_beans_name_and_type_are_the_files() throws IOException {
        jobdrop.feed("acme", TestFeed.yaml("other", RIGHT).replace("io.jobdrop.Feed", "io.jobdrop.Fede"));

        assertThat(problems())
                .anyMatch(p -> p.contains("the bean's name must be the file's, 'acme', and is 'other'"))
                .anyMatch(p -> p.contains("unknown type 'io.jobdrop.Fede'; did you mean 'io.jobdrop.Feed'?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.yaml", "acme.camel.yml", "acme.YAML"})
    void a_file_with_another_ending_is_named(String name) throws IOException {
        jobdrop.feed("right-jobs", TestFeed.yaml("right-jobs", RIGHT));
        Files.writeString(home.resolve("feeds").resolve(name), TestFeed.yaml("acme", RIGHT));

        assertThat(problems()).singleElement().asString().contains(name + ": a feed's file has a name such as");
    }

    @ParameterizedTest
    @CsvSource({"job, the name of a route of Jobdrop's", "right-jobs-poll, has the name of a route of feed 'right-jobs'"
    })
    void a_name_that_would_be_a_route_of_anothers_is_refused(String name, String problem) throws IOException {
        jobdrop.feed("right-jobs", TestFeed.yaml("right-jobs", RIGHT));
        jobdrop.feed(name, TestFeed.yaml(name, RIGHT));

        assertThat(problems()).singleElement().asString().contains(problem);
    }

    @Test
    void a_setting_is_put_into_a_path() throws IOException {
        assertThat(feed(RIGHT.replace("/jobs/{jobId}", "'{{jobdrop.drop}}/{jobId}'")
                                .replace("'{{", "'/{{"))
                        .detail())
                .map(Feed.Detail::path)
                .contains("/file/{jobId}");
    }

    @Test
    void the_former_form_is_refused_with_the_new_one() throws IOException {
        jobdrop.feed("acme", Files.readString(Path.of("src/test/resources/feed/templated.camel.yaml")));

        String problem = problems().stream()
                .filter(p -> p.contains("acme.camel.yaml:"))
                .findFirst()
                .orElseThrow();
        assertThat(problem).contains("templatedRoute is not read any more");
        jobdrop.feed("acme", problem.substring(problem.indexOf("# yaml-language-server")));
        assertThat(problems()).isEmpty();
        Feed feed = jobdrop.read().feed("acme").orElseThrow().feed();
        assertThat(feed.api().authScheme()).isEqualTo("Token");
        assertThat(feed.list().orElseThrow().paging())
                .isEqualTo(new Feed.Numbered(
                        "p",
                        "limit",
                        50,
                        0,
                        ((Feed.Numbered) feed.list().orElseThrow().paging()).totalPages()));
        assertThat(feed.job().status().open()).containsExactlyInAnyOrder("queued", "running");
        assertThat(feed.job().idPattern()).hasToString("[a-z]{3}");
        assertThat(feed.detail()).map(Feed.Detail::path).contains("/jobs/{jobId}");
        assertThat(feed.results().sizeFields()).containsExactly("bytes");
    }

    private Feed feed(String properties) throws IOException {
        jobdrop.feed("acme", TestFeed.yaml("acme", properties));
        assertThat(problems()).isEmpty();
        return jobdrop.read().feed("acme").orElseThrow().feed();
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
