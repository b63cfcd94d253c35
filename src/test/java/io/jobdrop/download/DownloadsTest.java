package io.jobdrop.download;

import static io.jobdrop.download.DownloadScene.cut;
import static io.jobdrop.download.DownloadScene.result;
import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.TestFeed;
import io.jobdrop.http.TooSlow;
import io.jobdrop.job.Held;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadsTest {
    @TempDir
    Path folder;

    private DownloadScene scene;

    @BeforeEach
    void open() {
        scene = new DownloadScene(folder);
    }

    @Test
    void a_plan_is_finished_with_what_the_vendor_announces() throws Exception {
        Result announced = new Result(1, "https://93.184.216.34/x.csv", "x.csv", OptionalLong.of(7));
        StagedResult planned = scene.announced(TestFeed.plain(), announced).get(0);

        assertThat(planned.bytes()).isEqualTo(7);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_url_that_carries_its_bytes_is_finished_at_once() throws Exception {
        StagedResult staged = scene.begin(result("data:text/csv,a%2Cb")).staged();

        assertThat(staged.localFile()).hasContent("a,b");
        assertThat(staged.bytes()).isEqualTo(3);
        assertThat(staged.head().contentType()).isEqualTo("text/csv");
        assertThat(staged.head().host()).isEqualTo("data:");
        assertThat(staged.head().path()).isEmpty();
    }

    @Test
    void a_whole_answer_is_staged_and_kept_for_a_repeat() throws Exception {
        Download download = scene.begin();
        scene.clock().tick(Duration.ofSeconds(5));

        Exchange answered = scene.receive(download, 200, "a,b", "Content-Length", "3", "Content-Type", "text/csv");

        StagedResult staged =
                scene.downloads().finished(TestFeed.plain(), download).get(0);
        assertThat(staged.localFile()).hasContent("a,b");
        assertThat(staged.sha256()).isEqualTo(Sha256.of(staged.localFile()));
        assertThat(staged.head().contentType()).isEqualTo("text/csv");
        assertThat(staged.head().host()).isEqualTo("h.example");
        assertThat(staged.head().path()).isEqualTo("/x.csv");
        assertThat(Duration.between(staged.startedAt(), staged.finishedAt())).isEqualTo(Duration.ofSeconds(5));
        assertThat(answered.getMessage().getBody()).isNull();
        assertThat(answered.getMessage().getHeaders()).isEmpty();
        assertThat(scene.staging().checkpoint(job("a"), 1))
                .hasValueSatisfying(kept -> assertThat(kept.sha256()).isEqualTo(staged.sha256()));
    }

    @Test
    void an_answer_without_a_body_is_an_empty_file() throws Exception {
        Download download = scene.begin();

        scene.receive(download, 200, (InputStream) null, "Content-Length", "0");

        assertThat(download.staged().bytes()).isZero();
    }

    @Test
    void a_redirect_leads_to_the_next_request() throws Exception {
        Download download = scene.begin();

        Exchange answered = scene.receive(download, 302, "moved", "Location", "/y.csv");

        assertThat(download.isPending()).isTrue();
        assertThat(download.getUrl()).isEqualTo("https://h.example/y.csv");
        assertThat(answered.getMessage().getBody()).isNull();
    }

    @Test
    void the_rest_of_a_cut_body_is_asked_for_by_its_version() throws Exception {
        Download download = scene.begin();
        assertThat(scene.request(download).getMessage().getHeaders()).isEmpty();

        scene.receive(download, 200, cut("abc"), "Content-Length", "7", "ETag", "\"v1\"");

        assertThat(scene.request(download).getMessage().getHeaders())
                .containsExactlyInAnyOrderEntriesOf(Map.of("Range", "bytes=3-", "If-Range", "\"v1\""));
        scene.receive(download, 206, "defg", "Content-Range", "bytes 3-6/7", "ETag", "\"v1\"");
        assertThat(download.staged().localFile()).hasContent("abcdefg");
    }

    @Test
    void a_cut_body_of_no_known_version_fails_in_passing() throws Exception {
        Download download = scene.begin();

        assertThatThrownBy(() -> scene.receive(download, 200, cut("abc"), "Content-Length", "7"))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the download broke off after 3 bytes: gone");
    }

    @Test
    void a_body_shorter_than_announced_is_not_taken_for_whole() throws Exception {
        Download download = scene.begin();

        assertThatThrownBy(() -> scene.receive(download, 200, "abc", "Content-Length", "7"))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the download broke off after 3 bytes: 7 were announced");
    }

    @ParameterizedTest
    @ValueSource(ints = {206, 416})
    void where_the_rest_is_not_to_be_had_it_begins_anew(int status) throws Exception {
        Download download = scene.begin();
        scene.receive(download, 200, cut("abc"), "Content-Length", "7", "ETag", "\"v1\"");

        scene.receive(download, status, "xyz", "Content-Range", "bytes 0-2/7");

        assertThat(download.checkpoint()).isEmpty();
        assertThat(scene.staging().staged(job("a"))).isZero();
        scene.receive(download, 200, "abcdefg", "Content-Length", "7");
        assertThat(download.staged().localFile()).hasContent("abcdefg");
    }

    @Test
    void a_body_that_is_too_slow_is_not_gone_on_with_at_once_and_what_came_is_kept() throws Exception {
        Download download = scene.begin();
        InputStream slow = new SequenceInputStream(DownloadScene.body("abc"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new TooSlow("3 bytes in 60.0 s");
            }
        });

        assertThatThrownBy(() -> scene.receive(download, 200, slow, "Content-Length", "7", "ETag", "\"v1\""))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the download broke off after 3 bytes: 3 bytes in 60.0 s");
        assertThat(scene.begin().checkpoint().orElseThrow().flushed()).isEqualTo(3);
    }

    @Test
    void a_whole_answer_to_a_request_for_the_rest_replaces_the_part() throws Exception {
        Download download = scene.begin();
        scene.receive(download, 200, cut("abc"), "Content-Length", "7", "ETag", "\"v1\"");

        scene.receive(download, 200, cut("12"), "Content-Length", "7", "ETag", "\"v2\"");

        assertThat(download.checkpoint())
                .hasValueSatisfying(kept -> assertThat(kept.validator()).isEqualTo("\"v2\""));
        scene.receive(download, 206, "34567", "Content-Range", "bytes 2-6/7", "ETag", "\"v2\"");
        assertThat(download.staged().localFile()).hasContent("1234567");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204})
    void a_result_that_is_not_ready_is_asked_for_at_the_time_that_its_host_names(int status) throws Exception {
        Download download = scene.begin();

        assertThatThrownBy(() -> scene.receive(download, status, "", "Retry-After", "90"))
                .isInstanceOfSatisfying(
                        RetryLater.class,
                        later -> assertThat(later.notBefore())
                                .isEqualTo(scene.clock().instant().plusSeconds(90)))
                .hasMessage("result 1 is not ready yet: the result host h.example answered " + status
                        + "; the next attempt asks again");
        assertThatThrownBy(() -> scene.receive(download, status, "", "RateLimit", "\"a\";r=0;t=90"))
                .isInstanceOfSatisfying(
                        RetryLater.class, later -> assertThat(later.notBefore()).isNull());
    }

    @Test
    void a_plan_names_a_result_after_its_url() throws Exception {
        String url = "https://93.184.216.34/files/1.csv.gz?sig=s";
        StagedResult planned = scene.announced(TestFeed.plain(), unnamed(url)).get(0);

        assertThat(planned.path()).isEqualTo("f/a/1.csv.gz");
        assertThatThrownBy(() -> scene.announced(TestFeed.plain(), unnamed("n/a")))
                .isInstanceOf(Held.class)
                .hasMessage("the result URL is no https URL of a host; the next poll checks it again");
    }

    private static Result unnamed(String url) {
        return new Result(1, url, null, OptionalLong.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {203, 205, 206, 300, 304, 399})
    void a_status_that_nobody_asked_for_holds_the_job(int status) throws Exception {
        Download download = scene.begin();

        assertThatThrownBy(() -> scene.receive(download, status, ""))
                .isInstanceOf(Held.class)
                .hasMessage("the result host h.example answered " + status
                        + " where a file was expected; the next poll checks it again");
    }
}
