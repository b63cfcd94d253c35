package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.Units;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalTurnsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @ParameterizedTest
    @CsvSource({"1/s,1,1", "5/s,5,1", "20/s,20,1", "1000/s,1000,1", "60/min,60,60", "500/h,500,3600"})
    void no_span_has_more_requests_than_the_rate_though_each_travels_for_another_time(
            String rate, int most, int seconds) {
        long span = Duration.ofSeconds(seconds).toNanos();
        List<Long> sent = sent(rate, most + 1);

        long lateFirst = sent.get(0) + Duration.ofMillis(60).toNanos();
        long earlyLast = sent.get(most);

        assertThat(earlyLast - lateFirst).isGreaterThan(span);
        assertThat(earlyLast - sent.get(0)).isLessThan(span * 9 / 8 + most);
    }

    @Test
    void without_a_rate_each_request_goes_at_once() {
        LocalTurns turns = new LocalTurns(Duration.ZERO, nanos::get);

        assertThat(LongStream.range(0, 100).map(i -> turns.take(1, () -> {}))).containsOnly(0L);
    }

    @Test
    void time_without_requests_earns_no_burst() {
        LocalTurns turns = new LocalTurns(Units.spacing("10/s"), nanos::get);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(turns.take(1, () -> {})).isZero();
        assertThat(turns.take(1, () -> {})).isGreaterThan(Duration.ofMillis(100).toNanos());
    }

    private List<Long> sent(String rate, int requests) {
        LocalTurns turns = new LocalTurns(Units.spacing(rate), nanos::get);
        return LongStream.range(0, requests)
                .map(i -> {
                    for (long wait = turns.take(1, () -> {}); wait > 0; wait = turns.take(1, () -> {})) {
                        nanos.addAndGet(wait);
                    }
                    return nanos.get();
                })
                .boxed()
                .toList();
    }
}
