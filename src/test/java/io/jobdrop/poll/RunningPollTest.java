package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunningPollTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final RunningPoll poll = new RunningPoll("f", 7, Duration.ofSeconds(10), nanos::get);

    @Test
    void it_is_over_when_its_time_is_used_up() {
        tick(9);
        assertThat(poll.isOver()).isFalse();

        tick(1);

        assertThat(poll.isOver()).isTrue();
        assertThat(poll.reason()).isEqualTo("it took longer than f.poll-timeout (10 s), and was ended");
    }

    @Test
    void waiting_for_the_queue_does_not_count() {
        tick(9);
        poll.pause();
        poll.pause();
        tick(100);
        assertThat(poll.isOver()).isFalse();

        poll.resume();
        poll.resume();

        assertThat(poll.isOver()).isFalse();
        tick(1);
        assertThat(poll.isOver()).isTrue();
    }

    @Test
    void a_poll_that_has_ended_is_not_interrupted() {
        AtomicInteger givenUp = new AtomicInteger();

        assertThat(poll.end()).isTrue();
        assertThat(poll.end()).isFalse();
        poll.interrupt(thread -> givenUp.incrementAndGet());

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(givenUp).hasValue(0);
        tick(100);
        assertThat(poll.isOver()).isFalse();
    }

    @Test
    void its_thread_and_its_request_are_woken() {
        AtomicInteger givenUp = new AtomicInteger();

        poll.interrupt(thread -> givenUp.incrementAndGet());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(givenUp).hasValue(1);
    }

    private void tick(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
