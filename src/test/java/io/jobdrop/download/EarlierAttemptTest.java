package io.jobdrop.download;

import static io.jobdrop.download.DownloadScene.URL;
import static io.jobdrop.download.DownloadScene.cut;
import static io.jobdrop.download.DownloadScene.result;
import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of an earlier attempt is believed, and what makes a result whole. */
class EarlierAttemptTest {
    @TempDir
    Path folder;

    private DownloadScene scene;

    @BeforeEach
    void open() {
        scene = new DownloadScene(folder);
    }

    @Test
    void a_whole_result_is_not_asked_for_again() throws Exception {
        StagedResult first = wholeAttempt();

        Download second = scene.begin(result("https://h.example/x.csv?sig=newer"));

        assertThat(second.isPending()).isFalse();
        assertThat(second.staged().file()).isEqualTo(first.file()).hasContent("abcdefg");
        assertThat(second.staged().sha256()).isEqualTo(first.sha256());
    }

    @Test
    void a_whole_result_of_another_place_is_asked_for_again() throws Exception {
        wholeAttempt();

        Download second = scene.begin(result("https://h.example/other.csv"));

        assertThat(second.isPending()).isTrue();
        assertThat(second.checkpoint()).isEmpty();
        assertThat(scene.staging().staged(job("a"))).isZero();
    }

    @Test
    void a_whole_result_that_was_changed_is_asked_for_again() throws Exception {
        Files.writeString(wholeAttempt().file(), "abcdefx");

        Download second = scene.begin();

        assertThat(second.isPending()).isTrue();
        assertThat(second.checkpoint()).isEmpty();
        assertThat(scene.staging().staged(job("a"))).isZero();
    }

    @Test
    void bytes_that_are_all_there_but_were_not_checked_are_checked_now() throws Exception {
        StagedResult first = wholeAttempt();
        scene.staging()
                .save(
                        job("a"),
                        1,
                        scene.staging().checkpoint(job("a"), 1).orElseThrow().at(7));

        Download second = scene.begin();

        assertThat(second.staged().sha256()).isEqualTo(first.sha256());
    }

    @Test
    void a_part_of_a_known_version_is_gone_on_with() throws Exception {
        cutAttempt("ETag", "\"v1\"");

        Download second = scene.begin();

        assertThat(second.isPending()).isTrue();
        assertThat(second.checkpoint())
                .hasValueSatisfying(kept -> assertThat(kept.flushed()).isEqualTo(3));
        assertThat(scene.staging().staged(job("a"))).isEqualTo(3);
    }

    @Test
    void a_part_that_somebody_has_altered_since_is_told_of_and_asked_for_anew() throws Exception {
        cutAttempt("ETag", "\"v1\"");
        Files.writeString(scene.staging().folder(job("a")).resolve("1"), "abX");
        Download second = scene.begin();

        try (LogLines log = new LogLines(Level.WARN)) {
            scene.receive(second, 206, "defg", "Content-Range", "bytes 3-6/7", "ETag", "\"v1\"");

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains(
                            "the first 3 bytes that an earlier request staged were altered since; the next request asks for the whole result");
        }
        assertThat(second.isPending()).isTrue();
        assertThat(second.checkpoint()).isEmpty();
        scene.receive(second, 200, "abcdefg", "Content-Length", "7", "ETag", "\"v1\"");
        assertThat(second.staged().file()).hasContent("abcdefg");
    }

    @Test
    void a_part_of_no_known_version_is_discarded() throws Exception {
        cutAttempt("X", "y");

        assertThat(scene.begin().checkpoint()).isEmpty();
        assertThat(scene.staging().staged(job("a"))).isZero();
    }

    @Test
    void a_part_of_a_result_that_is_announced_with_another_size_is_discarded() throws Exception {
        cutAttempt("ETag", "\"v1\"");

        assertThat(scene.begin(result(8)).checkpoint()).isEmpty();
        assertThat(scene.staging().staged(job("a"))).isZero();
    }

    @Test
    void more_than_the_announced_length_is_a_mismatch() throws Exception {
        Download download = scene.begin();

        assertThatThrownBy(() -> scene.receive(download, 200, "abc", "Content-Length", "2"))
                .isInstanceOf(RetryThenHold.class)
                .hasMessage("Content-Length says 2 bytes for result 1, but 3 arrived; nothing was delivered");
        assertThat(scene.staging().staged(job("a"))).isZero();
    }

    @Test
    void an_announced_length_of_0_is_checked_too() throws Exception {
        Download download = scene.begin();

        assertThatThrownBy(() -> scene.receive(download, 200, "abc", "Content-Length", "0"))
                .isInstanceOf(RetryThenHold.class);
    }

    @Test
    void another_length_than_the_vendors_is_a_mismatch() throws Exception {
        Download download = scene.begin(result(4));

        assertThatThrownBy(() -> scene.receive(download, 200, "abc", "Content-Length", "3"))
                .isInstanceOf(RetryThenHold.class)
                .hasMessage("the vendor says 4 bytes for result 1, but 3 arrived; nothing was delivered");
    }

    @Test
    void the_vendors_length_is_that_of_the_plain_file_and_not_of_an_encoded_one() throws Exception {
        Download download = scene.begin(result(4));

        scene.receive(download, 200, "abc", "Content-Length", "3", "Content-Encoding", "gzip");

        assertThat(download.staged().head().contentEncoding()).isEqualTo("gzip");
    }

    @Test
    void a_body_whose_end_nobody_announced_is_taken_when_it_comes_twice() throws Exception {
        Download download = scene.begin();

        scene.receive(download, 200, "abc");
        assertThat(download.isPending()).isTrue();
        assertThat(scene.staging().staged(job("a"))).isZero();
        scene.receive(download, 200, "abc");

        assertThat(download.staged().file()).hasContent("abc");
    }

    @Test
    void bodies_without_an_end_that_always_differ_fail_in_passing() throws Exception {
        Download download = scene.begin();
        for (int i = 1; i <= 3; i++) {
            scene.receive(download, 200, "abc" + i);
        }

        assertThatThrownBy(() -> scene.receive(download, 200, "abc4"))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the result host h.example announces no length and no end, and no two downloads in a row"
                        + " were the same; nothing was delivered");
    }

    @Test
    void chunks_or_a_length_of_the_vendor_announce_the_end_well_enough() throws Exception {
        Download chunked = scene.begin();
        scene.receive(chunked, 200, "abc", "Transfer-Encoding", "chunked");
        assertThat(chunked.isPending()).isFalse();

        scene.staging().clear(job("a"));
        Download sized = scene.begin(result(3));
        scene.receive(sized, 200, "abc");
        assertThat(sized.isPending()).isFalse();
    }

    @Test
    void a_length_that_came_with_the_first_part_announces_the_end_of_the_rest() throws Exception {
        Download download = scene.begin();
        scene.receive(download, 200, cut("abc"), "Content-Length", "7", "ETag", "\"v1\"");

        scene.receive(download, 206, "defg", "Content-Range", "bytes 3-6/7");

        assertThat(download.isPending()).isFalse();
    }

    private StagedResult wholeAttempt() throws IOException {
        Download download = scene.begin(result(URL));
        scene.receive(download, 200, "abcdefg", "Content-Length", "7", "ETag", "\"v1\"");
        return download.staged();
    }

    private void cutAttempt(String name, String value) throws IOException {
        Download download = scene.begin(result(URL));
        try {
            scene.receive(download, 200, cut("abc"), "Content-Length", "7", name, value);
        } catch (RetryLater e) {
            assertThat(e).hasMessageContaining("broke off");
        }
    }
}
