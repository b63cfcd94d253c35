package io.jobdrop.download;

import static io.jobdrop.download.DownloadScene.URL;
import static io.jobdrop.download.DownloadScene.cut;
import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Result;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.support.Checksums;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the vendor's checksum of a result proves, also where its bytes come in parts. */
class DownloadChecksumTest {
    private static final String TAG = "\"v1\"";

    @TempDir
    Path folder;

    private DownloadScene scene;

    @BeforeEach
    void open() {
        scene = new DownloadScene(folder);
    }

    private static Result result(String content, String form) {
        return new Result(1, URL, "x.csv", OptionalLong.empty(), Checksums.of(content, form), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256HEX", "MD5HEX", "CRCBASE64"})
    void another_checksum_leaves_nothing_staged(String form) throws Exception {
        Download download = scene.begin(result("abcdefx", form));

        assertThatThrownBy(() -> scene.receive(download, 200, "abcdefg", "Content-Length", "7"))
                .isInstanceOf(RetryThenHold.class)
                .hasMessageMatching(
                        "the vendor says (.*):.* for result 1, but the file has \\1:.*; nothing was delivered");
        assertThat(scene.staging().staged(job("a"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256HEX", "MD5HEX", "CRCBASE64"})
    void the_parts_of_one_attempt_are_checked_as_a_whole(String form) throws Exception {
        Download right = scene.begin(result("abcdefg", form));
        scene.receive(right, 200, cut("abc"), "Content-Length", "7", "ETag", TAG);
        scene.receive(right, 206, "defg", "Content-Range", "bytes 3-6/7", "ETag", TAG);
        assertThat(right.staged().localFile()).hasContent("abcdefg");

        Download wrong = scene.begin(result("abcdefx", form));
        scene.receive(wrong, 200, cut("abc"), "Content-Length", "7", "ETag", TAG);
        assertThatThrownBy(() -> scene.receive(wrong, 206, "defg", "Content-Range", "bytes 3-6/7", "ETag", TAG))
                .isInstanceOf(RetryThenHold.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256HEX", "MD5HEX", "CRCBASE64"})
    void what_an_earlier_attempt_has_staged_is_checked_too(String form) throws Exception {
        scene.receive(scene.begin(result("abcdefg", form)), 200, cut("abc"), "Content-Length", "7", "ETag", TAG);

        Download second = scene.begin(result("abcdefg", form));
        scene.receive(second, 206, "defg", "Content-Range", "bytes 3-6/7", "ETag", TAG);

        assertThat(second.staged().localFile()).hasContent("abcdefg");
        assertThat(scene.begin(result("abcdefg", form)).isPending()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256HEX", "MD5HEX", "CRCBASE64"})
    void a_whole_file_of_an_earlier_attempt_with_another_checksum_is_asked_for_again(String form) throws Exception {
        scene.receive(scene.begin(result("abcdefg", form)), 200, "abcdefg", "Content-Length", "7");

        Download second = scene.begin(result("ABCDEFG", form));

        assertThat(second.isPending()).isTrue();
        assertThat(second.checkpoint()).isEmpty();
        scene.receive(second, 200, "ABCDEFG", "Content-Length", "7");
        assertThat(second.staged().localFile()).hasContent("ABCDEFG");
    }

    @Test
    void the_checksum_of_a_coded_body_is_not_that_of_its_bytes() throws Exception {
        Download download = scene.begin(result("abcdefx", "MD5HEX"));

        scene.receive(download, 200, "coded", "Content-Length", "5", "Content-Encoding", "br");

        assertThat(download.isPending()).isFalse();
    }
}
