package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.TestLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DownloadTest {
    private static final String URL = "https://h.example/a/x.csv?sig=s";
    private static final Result RESULT = new Result(1, URL, null, OptionalLong.empty());
    private static final long GREAT = 16L << 20;

    private final Download download = new Download(
            new AddressGuard(List.of()),
            DownloadScene.API,
            TestLedger.job("a"),
            DownloadScene.names(TestLedger.job("a")),
            RESULT,
            Instant.EPOCH);

    @Test
    void before_anything_is_asked_for_there_is_no_host_but_something_to_do() {
        assertThat(download.isPending()).isTrue();
        assertThat(download.isRefused()).isFalse();
        assertThat(download.host()).isEqualTo("data:");
        assertThat(download.path()).isEmpty();
        assertThat(download.checkpoint()).isEmpty();
        assertThat(download.startedAt()).isEqualTo(Instant.EPOCH);
        assertThatThrownBy(download::staged)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("f job a: nothing is staged yet");
    }

    @Test
    void a_finished_download_has_its_result_and_no_url() {
        StagedResult staged = StagedResult.announced(RESULT, "f/a/x", Instant.EPOCH);
        download.begin(URL);

        download.finish(staged, null);

        assertThat(download.isPending()).isFalse();
        assertThat(download.staged()).isSameAs(staged);
        assertThat(download.getUrl()).isEmpty();
    }

    @Test
    void a_refused_url_is_renewed_three_times() {
        download.begin(URL);

        for (int i = 1; i <= 3; i++) {
            download.refuse("403");
            assertThat(download.isRefused()).isTrue();
            download.renew(URL + i);
            assertThat(download.isRefused()).isFalse();
            assertThat(download.getUrl()).isEqualTo(URL + i);
        }

        assertThatThrownBy(() -> download.refuse("403"))
                .isInstanceOf(RetryThenHold.class)
                .hasMessage("403, and 3 newer ones");
    }

    @Test
    void the_same_url_again_is_no_renewal() {
        download.begin(URL);
        download.refuse("403");

        assertThatThrownBy(() -> download.renew(URL))
                .isInstanceOf(RetryThenHold.class)
                .hasMessage("403, and the vendor gives no other");
    }

    @Test
    void a_passing_failure_is_repeated_three_times_each_after_its_pause() {
        RetryLater failure = new RetryLater("503");

        for (int i = 1; i <= 3; i++) {
            download.budget().repeatAfter(Duration.ofMillis(i), failure);
            assertThat(download.budget().repeats()).isEqualTo(i);
            assertThat(download.getPauseMillis()).isEqualTo(i);
            assertThat(download.getPauseMillis()).isZero();
        }

        assertThatThrownBy(() -> download.budget().repeatAfter(Duration.ZERO, failure))
                .isSameAs(failure);
    }

    @Test
    void a_cut_body_is_gone_on_with_three_times() {
        assertThat(download.resume(cut(1))).isTrue();
        assertThat(download.checkpoint()).contains(cut(1));
        assertThat(download.resume(cut(2))).isTrue();
        assertThat(download.resume(cut(3))).isTrue();

        assertThat(download.resume(cut(4))).isFalse();
        assertThat(download.checkpoint()).contains(cut(4));
    }

    @Test
    void a_great_advance_counts_anew_and_a_smaller_one_does_not() {
        for (int i = 1; i <= 3; i++) {
            download.resume(cut(i));
        }

        assertThat(download.resume(cut(3 + GREAT))).isTrue();
        assertThat(download.resume(cut(4 + GREAT))).isTrue();
        assertThat(download.resume(cut(5 + GREAT))).isTrue();
        assertThat(download.resume(cut(4 + 2 * GREAT))).isFalse();
    }

    @Test
    void what_got_no_further_or_has_no_version_is_not_gone_on_with() {
        download.resume(cut(5));

        assertThat(download.resume(cut(5))).isFalse();
        assertThat(download.resume(cut(9).whole(9, "abc"))).isFalse();
        assertThat(download.checkpoint()).isEmpty();
    }

    @Test
    void an_advance_forgives_earlier_failures_of_the_host() {
        download.budget().repeatAfter(Duration.ZERO, new RetryLater("503"));

        download.resume(cut(0));
        assertThat(download.budget().repeats()).isEqualTo(1);
        download.resume(cut(1));
        assertThat(download.budget().repeats()).isZero();
    }

    @Test
    void an_unannounced_end_is_proven_by_two_equal_bodies_in_a_row() {
        assertThat(download.budget().isProven("one")).isFalse();
        assertThat(download.budget().isProven("two")).isFalse();
        assertThat(download.budget().isProven("one")).isFalse();
        assertThat(download.budget().isUnprovable()).isFalse();
        assertThat(download.budget().isProven("one")).isTrue();
        assertThat(download.budget().isUnprovable()).isTrue();
    }

    private static Checkpoint cut(long flushed) {
        return Checkpoints.of("\"v1\"", 99).at(flushed);
    }
}
