package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Reason;
import io.jobdrop.support.LogLines;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TroubledFeedsTest {
    private final Stop stop = new Stop();
    private final TroubledFeeds feeds = new TroubledFeeds(stop);

    @Test
    void a_pause_is_news_only_when_nothing_was_told_before() {
        try (LogLines log = new LogLines(Level.INFO)) {
            feeds.throttled("f", "v has too many requests; it is asked again at 10:00");
            feeds.throttled("f", "v failed 7 times in a row; it is asked again at 11:00");
            feeds.failed("g", "v answered 503");
            feeds.throttled("g", "v failed 5 times in a row; it is asked again at 11:00");
            feeds.failed("g", "v answered 503");

            assertThat(log.all()).hasSize(2);
            assertThat(log.all().get(0)).startsWith("f poll failed: v has too many requests");
            assertThat(log.all().get(1)).startsWith("g poll failed: v answered 503");
        }
    }

    @Test
    void what_a_stop_ends_is_no_trouble() {
        try (LogLines log = new LogLines(Level.INFO)) {
            stop.request();
            feeds.failed("f", "v was not asked any more, since jobdrop stops");

            assertThat(log.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v answered 503, v answered 503, true",
        "v answered 503, v answered 502, false",
        "no rights (request 5f0c2a7e9b1), no rights (request 77aa09bb3c2), true",
        "down since 2026-11-27T10:00:00Z, down since 2026-11-27T10:05:00.5Z, true",
        "Connect to a:443 [a/1.2.3.4] failed, Connect to a:443 [a/1.2.3.5] failed, true",
        "page 3 of f: no array, page 4 of f: no array, false",
        "cannot write: /d/.staging/f/3/1: No space left, cannot write: /d/.staging/f/4/1: No space left, true",
        "cannot write: /d/a: No space left, cannot write: /d/a: Permission denied, false",
        "unknown status 'paused', unknown status 'on hold', false"
    })
    void what_differs_at_each_request_makes_no_new_reason(String one, String other, boolean same) {
        assertThat(Reason.isSame(one, other)).isEqualTo(same);
    }
}
