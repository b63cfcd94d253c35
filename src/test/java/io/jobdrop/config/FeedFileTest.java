package io.jobdrop.config;

import static io.jobdrop.config.FeedScene.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.Feed;
import io.jobdrop.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a feed is that its file describes. */
class FeedFileTest {
    private final FeedScene scene;

    FeedFileTest(@TempDir Path home) {
        scene = new FeedScene(home);
    }

    @Test
    void a_feed_with_nothing_but_what_it_needs_has_the_defaults_of_the_schema() throws IOException {
        Feed feed = scene.feed(RIGHT);

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
        assertThat(feed.job().status().words()).isEqualTo(Map.of("done", JobState.DUE));
        assertThat(feed.job().completedAt().path()).isEqualTo("$.completed_at");
        assertThat(feed.results().fields().url()).containsExactly("url", "downloadUrl", "download_url");
        assertThat(feed.results().count().isGiven()).isFalse();
    }

    @Test
    void every_property_gets_where_it_belongs() throws IOException {
        Feed feed = scene.feed("""
                vendor: convertly
                authScheme: x-api-key
                schedule: 0 0 3 * * ?
                list:
                  path: /jobs?kind=export
                  items: $.items
                  error: $.errors
                  paging: {type: offset, parameter: skip, sizeParameter: take, size: 7, hasMore: $.more, limit: $.l, total: $.t}
                detail: {path: "/jobs/{jobId}"}
                job:
                  id: $.key
                  idPattern: "[a-z]+"
                  status: $.state
                  completed: [Done, ready]
                  open: "queued, running"
                  failed: 7
                  empty: no_data
                  error: $.why
                  type: $.kind
                  typesWithoutFile: [import]
                  createdAt: $.created
                  completedAt: $.finished
                  revision: $.run
                results:
                  urls: $.files
                  urlFields: [href]
                  nameFields: title
                  sizeFields: bytes, length
                  name: $.name
                  size: $.size
                  count: $.count
                  checksum: $.md5
                  none: $.gone
                """);

        assertThat(feed.vendor()).isEqualTo("convertly");
        assertThat(feed.api().authScheme()).isEqualTo("x-api-key");
        assertThat(feed.schedule()).isEqualTo("0 0 3 * * ?");
        assertThat(feed.list().orElseThrow().request().path().declared()).isEqualTo("/jobs?kind=export");
        assertThat(feed.list().orElseThrow().items().path()).isEqualTo("$.items");
        assertThat(feed.list().orElseThrow().paging()).isInstanceOfSatisfying(Feed.Offset.class, pages -> {
            assertThat(pages.parameter()).isEqualTo("skip");
            assertThat(pages.sizeParameter()).isEqualTo("take");
            assertThat(pages.size()).isEqualTo(7);
            assertThat(pages.hasMore().path()).isEqualTo("$.more");
            assertThat(pages.limit().path()).isEqualTo("$.l");
            assertThat(pages.total().path()).isEqualTo("$.t");
        });
        assertThat(feed.detail())
                .map(detail -> detail.request().path().declared())
                .contains("/jobs/{jobId}");
        assertThat(feed.job().id().path()).isEqualTo("$.key");
        assertThat(feed.job().idPattern()).hasToString("[a-z]+");
        assertThat(feed.job().status().status().path()).isEqualTo("$.state");
        assertThat(feed.job().status().words())
                .isEqualTo(Map.of(
                        "done", JobState.DUE,
                        "ready", JobState.DUE,
                        "queued", JobState.OPEN,
                        "running", JobState.OPEN,
                        "7", JobState.FAILED,
                        "no_data", JobState.EMPTY));
        assertThat(feed.job().status().error().path()).isEqualTo("$.why");
        assertThat(feed.job().status().type().path()).isEqualTo("$.kind");
        assertThat(feed.job().status().typesWithoutFile()).containsExactly("import");
        assertThat(feed.job().createdAt().path()).isEqualTo("$.created");
        assertThat(feed.job().completedAt().path()).isEqualTo("$.finished");
        assertThat(feed.job().revision().path()).isEqualTo("$.run");
        assertThat(feed.results().urls().path()).isEqualTo("$.files");
        assertThat(feed.results().fields().url()).containsExactly("href");
        assertThat(feed.results().fields().name()).containsExactly("title");
        assertThat(feed.results().fields().size()).containsExactly("bytes", "length");
        assertThat(feed.results().file().name().path()).isEqualTo("$.name");
        assertThat(feed.results().file().size().path()).isEqualTo("$.size");
        assertThat(feed.results().count().path()).isEqualTo("$.count");
        assertThat(feed.results().file().checksum().path()).isEqualTo("$.md5");
        assertThat(feed.results().none().path()).isEqualTo("$.gone");
        assertThat(feed.list().orElseThrow().error().path()).isEqualTo("$.errors");
    }

    @Test
    void a_setting_is_put_into_a_path() throws IOException {
        assertThat(scene.feed(RIGHT.replace("/jobs/{jobId}", "'{{jobdrop.drop}}/{jobId}'")
                                .replace("'{{", "'/{{"))
                        .detail())
                .map(detail -> detail.request().path().declared())
                .contains("/file/{jobId}");
    }

    @Test
    void the_former_form_is_refused_with_the_new_one() throws IOException {
        scene.jobdrop.feed("acme", Files.readString(Path.of("src/test/resources/feed/templated.camel.yaml")));

        String problem = scene.problems().stream()
                .filter(p -> p.contains("acme.camel.yaml:"))
                .findFirst()
                .orElseThrow();
        assertThat(problem).contains("templatedRoute is not read any more");
        scene.jobdrop.feed("acme", problem.substring(problem.indexOf("# yaml-language-server")));
        assertThat(scene.problems()).isEmpty();
        Feed feed = scene.jobdrop.read().feed("acme").orElseThrow().feed();
        assertThat(feed.api().authScheme()).isEqualTo("Token");
        assertThat(feed.list().orElseThrow().paging())
                .isEqualTo(new Feed.Numbered(
                        "p",
                        "limit",
                        50,
                        0,
                        ((Feed.Numbered) feed.list().orElseThrow().paging()).totalPages()));
        assertThat(feed.job().status().words())
                .containsEntry("queued", JobState.OPEN)
                .containsEntry("running", JobState.OPEN);
        assertThat(feed.job().idPattern()).hasToString("[a-z]{3}");
        assertThat(feed.detail())
                .map(detail -> detail.request().path().declared())
                .contains("/jobs/{jobId}");
        assertThat(feed.results().fields().size()).containsExactly("bytes");
    }
}
