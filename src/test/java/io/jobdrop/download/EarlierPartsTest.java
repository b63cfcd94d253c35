package io.jobdrop.download;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier attempt, perhaps of another process, has staged of a result in parts. */
class EarlierPartsTest {
    private static final String RESULT = DownloadScene.API + "/a/results";
    private static final String LENGTH = "Content-Length";

    @TempDir
    Path folder;

    private final Feed feed = feed("{type: cursor, header: X-Locator, parameter: at}");
    private DownloadScene scene;

    @BeforeEach
    void start() {
        scene = new DownloadScene(folder);
    }

    private static Feed feed(String parts) {
        return TestFeed.of("list: {path: /jobs}\njob: {completed: completed}\n"
                + "download: {path: '/{jobId}/results', parts: " + parts + "}\n");
    }

    @Test
    void a_part_that_is_whole_is_not_asked_for_again() throws IOException {
        receive(begin(), "a\n1\n", LENGTH, "4", "X-Locator", "L1");

        Download later = begin();

        assertThat(later.getUrl()).isEqualTo(RESULT + "?at=L1");
        receive(later, "a\n2\n", LENGTH, "4", "X-Locator", "null");
        assertThat(scene.downloads().finished(feed, later))
                .extracting(StagedResult::path)
                .containsExactly("f/a/x.csv", "f/a/x-2.csv");
    }

    @Test
    void a_part_that_was_cut_is_resumed_and_keeps_what_leads_on() throws IOException {
        Download cut = begin();
        receive(cut, "a\n1\n", LENGTH, "4", "X-Locator", "L1");
        scene.downloads()
                .receive(
                        feed,
                        cut,
                        scene.answer(200, DownloadScene.cut("a\n"), LENGTH, "4", "ETag", "\"v\"", "X-Locator", "L2"));

        Download later = begin();
        Exchange exchange = scene.request(later);
        scene.downloads()
                .receive(
                        feed,
                        later,
                        scene.answer(206, DownloadScene.body("2\n"), "Content-Range", "bytes 2-3/4", "ETag", "\"v\""));

        assertThat(exchange.getMessage().getHeader("Range")).isEqualTo("bytes=2-");
        assertThat(later.getUrl()).isEqualTo(RESULT + "?at=L2");
    }

    @Test
    void an_address_that_is_signed_is_not_kept() throws IOException {
        Feed linked = feed("{type: link}");
        Download first = scene.downloads().begin(linked, job("a"), DownloadScene.names(job("a")), result());
        scene.downloads()
                .receive(
                        linked,
                        first,
                        scene.answer(
                                200,
                                DownloadScene.body("1"),
                                LENGTH,
                                "1",
                                "ETag",
                                "\"v\"",
                                "Link",
                                "<?p=2&X-Amz-Signature=5161>; rel=next"));

        assertThat(first.getUrl()).endsWith("/a/results?p=2&X-Amz-Signature=5161");
        assertThat(scene.staging().checkpoint(job("a"), 1).orElseThrow().toString())
                .doesNotContain("5161");
        assertThat(scene.downloads()
                        .begin(linked, job("a"), DownloadScene.names(job("a")), result())
                        .getUrl())
                .isEqualTo(RESULT);
    }

    @Test
    void what_was_staged_of_a_result_in_one_is_not_taken_for_a_part() throws IOException {
        Download whole = scene.downloads().begin(TestFeed.plain(), job("a"), DownloadScene.names(job("a")), result());
        receive(whole, "a\n1\n", LENGTH, "4");

        assertThat(begin().getUrl()).isEqualTo(RESULT);
    }

    @Test
    void a_part_of_another_position_is_asked_for_again() throws IOException {
        Download first = begin();
        receive(first, "a\n1\n", LENGTH, "4", "X-Locator", "L1");
        receive(first, "a\n2\n", LENGTH, "4", "X-Locator", "L2");
        scene.staging().discard(job("a"), 1);

        Download later = begin();
        receive(later, "a\n1\n", LENGTH, "4", "X-Locator", "M1");

        assertThat(later.getUrl()).isEqualTo(RESULT + "?at=M1");
    }

    @Test
    void parts_that_are_read_for_what_leads_on_are_not_resumed() throws IOException {
        Feed inside = feed("{type: cursor, cursor: $.next, parameter: at}");
        Download cut = scene.downloads().begin(inside, job("a"), DownloadScene.names(job("a")), result());
        assertThatThrownBy(() -> scene.downloads()
                        .receive(
                                inside,
                                cut,
                                scene.answer(200, DownloadScene.cut("{\"next\""), LENGTH, "14", "ETag", "\"v\"")))
                .isInstanceOf(RetryLater.class);

        Download later = scene.downloads().begin(inside, job("a"), DownloadScene.names(job("a")), result());

        assertThat(scene.request(later).getMessage().getHeader("Range")).isNull();
        scene.downloads()
                .receive(inside, later, scene.answer(200, DownloadScene.body("{\"next\": \"n\"}"), LENGTH, "13"));
        assertThat(later.getUrl()).isEqualTo(RESULT + "?at=n");
    }

    @Test
    void a_page_of_a_gateway_in_the_place_of_json_is_no_part() throws IOException {
        Feed inside = feed("{type: cursor, cursor: $.next, parameter: at}");
        Download download = scene.downloads().begin(inside, job("a"), DownloadScene.names(job("a")), result());

        assertThatThrownBy(() -> scene.downloads()
                        .receive(inside, download, scene.answer(200, DownloadScene.body("<html>"), LENGTH, "6")))
                .isInstanceOf(RetryThenHold.class)
                .hasMessageStartingWith("a part of the result is no JSON, and download.parts looks into it");
    }

    private static Result result() {
        return new Result(1, RESULT, "x.csv", OptionalLong.empty());
    }

    private Download begin() throws IOException {
        return scene.downloads().begin(feed, job("a"), DownloadScene.names(job("a")), result());
    }

    private void receive(Download download, String body, String... headers) throws IOException {
        scene.downloads().receive(feed, download, scene.answer(200, DownloadScene.body(body), headers));
    }
}
