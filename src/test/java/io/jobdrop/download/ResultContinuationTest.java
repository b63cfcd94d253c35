package io.jobdrop.download;

import static io.jobdrop.download.DownloadScene.DATE;
import static io.jobdrop.download.DownloadScene.SECOND_BEFORE;
import static io.jobdrop.download.DownloadScene.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.stage.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a response is taken for the rest of what an earlier one began. */
class ResultContinuationTest {
    private final Download download = DownloadScene.asked();

    @ParameterizedTest
    @ValueSource(strings = {"bytes 3-6/7", "bytes  3-6/*", "bytes 3-4/7"})
    void the_rest_of_the_same_version_is_gone_on_with(String range) {
        assertThat(response(206, "Content-Range", range, "ETag", "\"v1\"").continuation(kept(7), download))
                .contains(kept(7));
        assertThat(response(206, "Content-Range", range).continuation(kept(7), download))
                .contains(kept(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3-6/7",
                "bytes 0-6/7",
                "bytes 4-6/7",
                "bytes 3-7/8",
                "bytes 3-7/7",
                "bytes 3-7/*",
                "bytes 3-6/7 "
            })
    void another_part_is_not_taken_for_the_rest(String range) {
        assertThat(response(206, "Content-Range", range).continuation(kept(7), download))
                .isEmpty();
    }

    @Test
    void the_rest_may_tell_a_length_that_was_not_known() {
        assertThat(response(206, "Content-Range", "bytes 3-6/7").continuation(kept(-1), download))
                .contains(kept(7));
        assertThat(response(206, "Content-Range", "bytes 3-6/*").continuation(kept(-1), download))
                .contains(kept(-1));
    }

    @Test
    void what_was_announced_as_empty_has_no_rest() {
        Checkpoint empty = kept(0).at(0);

        assertThat(response(206, "Content-Range", "bytes 0-6/7").continuation(empty, download))
                .isEmpty();
        assertThat(response(206, "Content-Range", "bytes 0-0/0").continuation(empty, download))
                .isEmpty();
    }

    @Test
    void the_rest_of_another_version_or_coding_is_not_taken() {
        String range = "bytes 3-6/7";

        assertThat(response(206, "Content-Range", range, "ETag", "\"v2\"").continuation(kept(7), download))
                .isEmpty();
        assertThat(response(206, "Content-Range", range, "Content-Encoding", "gzip")
                        .continuation(kept(7), download))
                .isEmpty();
    }

    @Test
    void an_entity_tag_holds_on_another_path_of_the_same_host_only() {
        ResultResponse response = response(206, "Content-Range", "bytes 3-6/7");
        Checkpoint tagged = kept(7);

        download.begin("https://h.example/moved");
        assertThat(response.continuation(tagged, download)).contains(tagged);
        download.begin("https://other.example/x");
        assertThat(response.continuation(tagged, download)).isEmpty();
    }

    @Test
    void a_date_holds_on_its_own_path_only() {
        Checkpoint dated = response(200, "Content-Length", "7", "Last-Modified", SECOND_BEFORE, "Date", DATE)
                .checkpoint(download)
                .at(3);
        ResultResponse same =
                response(206, "Content-Range", "bytes 3-6/7", "Last-Modified", SECOND_BEFORE, "Date", DATE);
        ResultResponse newer = response(206, "Content-Range", "bytes 3-6/7", "Last-Modified", DATE, "Date", DATE);

        assertThat(same.continuation(dated, download)).contains(dated);
        assertThat(newer.continuation(dated, download)).isEmpty();
        download.begin("https://h.example/moved");
        assertThat(same.continuation(dated, download)).isEmpty();
    }

    private Checkpoint kept(long total) {
        return response(200, "ETag", "\"v1\"")
                .checkpoint(download)
                .ofTotal(total)
                .at(3);
    }
}
