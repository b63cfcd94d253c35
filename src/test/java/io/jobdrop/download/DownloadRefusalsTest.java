package io.jobdrop.download;

import static io.jobdrop.download.DownloadScene.URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadRefusalsTest {
    private static final Feed FEED =
            TestFeed.of("list: {path: /jobs}\njob: {completed: completed}\nresults: {urls: $.results}\n");

    @TempDir
    Path folder;

    private DownloadScene scene;

    @BeforeEach
    void open() {
        scene = new DownloadScene(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 416})
    void a_refused_url_is_asked_for_anew_and_the_hosts_reason_is_told(int status) throws Exception {
        Download download = scene.begin();

        scene.receive(download, status, "<Error><Code>Expired</Code></Error>");

        assertThat(download.isRefused()).isTrue();
        assertThatThrownBy(() -> download.renew(URL))
                .isInstanceOf(RetryThenHold.class)
                .hasMessage("the result host h.example refuses the URL: " + status
                        + " Expired, and the vendor gives no other");
    }

    @Test
    void a_host_in_trouble_is_asked_again_after_growing_pauses() throws Exception {
        Download download = scene.begin();

        scene.receive(download, 503, "");
        assertThat(download.getPauseMillis()).isBetween(10_000L, 12_000L);
        scene.receive(download, 503, "");
        assertThat(download.getPauseMillis()).isEqualTo(15_000);
        scene.receive(download, 503, "");

        assertThatThrownBy(() -> scene.receive(download, 503, ""))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the result host h.example answered 503 where a file was expected");
    }

    @Test
    void a_pause_that_the_host_asks_for_is_not_waited_for_here() throws Exception {
        Download download = scene.begin();

        for (int i = 0; i < 3; i++) {
            scene.receive(download, 429, "", "Retry-After", "7");
            assertThat(download.getPauseMillis()).isZero();
        }

        assertThatThrownBy(() -> scene.receive(download, 429, "", "Retry-After", "7"))
                .isInstanceOfSatisfying(
                        RetryLater.class,
                        failure -> assertThat(failure.notBefore())
                                .isEqualTo(scene.clock().instant().plusSeconds(7)));
    }

    @Test
    void a_request_without_an_answer_is_repeated() throws Exception {
        Download download = scene.begin();

        for (int i = 1; i <= 3; i++) {
            scene.fail(download, new IOException("connect timed out"));
            assertThat(download.budget().repeats()).isEqualTo(i);
        }

        assertThatThrownBy(() -> scene.fail(download, new IOException("connect timed out")))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the result host h.example cannot be reached: connect timed out");
    }

    @Test
    void a_failure_that_is_understood_already_stays_what_it_is() throws Exception {
        Held known = new Held("a private address");

        assertThatThrownBy(() -> scene.fail(scene.begin(), known)).isSameAs(known);
    }

    @Test
    void a_vendor_that_gives_no_new_url_is_to_blame_and_not_the_host() throws Exception {
        Download download = scene.begin();
        download.refuse("403");

        scene.fail(download, new HttpOperationFailedException("u", 503, "Busy", null, Map.of(), ""));
        assertThat(download.budget().repeats()).isEqualTo(1);
        assertThatThrownBy(() -> scene.fail(
                        download, new HttpOperationFailedException("u", 404, "Not Found", null, Map.of(), "")))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("the vendor does not know the job: v answered 404 Not Found");
    }

    @Test
    void the_new_url_of_the_same_result_is_gone_on_with() throws Exception {
        Download download = scene.begin(new Result(2, URL, null, OptionalLong.empty()));
        download.refuse("403");

        scene.downloads()
                .renew(
                        FEED,
                        shows("https://h.example/1", "https://h.example/2"),
                        shows("https://h.example/1", "https://h.example/2").fields(),
                        download);

        assertThat(download.getUrl()).isEqualTo("https://h.example/2");
    }

    @Test
    void a_result_that_is_not_shown_any_more_holds_the_job() throws Exception {
        Download renamed = scene.begin();
        Download gone = scene.begin(new Result(2, URL, null, OptionalLong.empty()));

        assertThatThrownBy(() -> scene.downloads()
                        .renew(
                                FEED,
                                shows("https://h.example/1"),
                                shows("https://h.example/1").fields(),
                                gone))
                .isInstanceOf(Held.class)
                .hasMessage("the vendor does not show result 2 any more; the next poll checks it again");
        assertThatThrownBy(() -> scene.downloads()
                        .renew(
                                FEED,
                                shows("https://h.example/1"),
                                shows("https://h.example/1").fields(),
                                renamed))
                .isInstanceOf(Held.class);
    }

    private static Job shows(String... urls) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String url : urls) {
            fields.put("status", "completed").withArray("results").add(url);
        }
        return new Job("f", "v", "a", fields, true, null);
    }
}
