package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollThreadsTest {
    @Test
    void polls_of_many_feeds_run_at_once_and_a_stop_waits_for_them() throws Exception {
        PollThreads threads = new PollThreads();
        CountDownLatch together = new CountDownLatch(60);
        CountDownLatch ended = new CountDownLatch(60);
        for (int i = 0; i < 60; i++) {
            assertThat(threads.blockForAvailableThreads()).isPositive();
            threads.runInThread(() -> {
                together.countDown();
                awaitFor(together);
                ended.countDown();
            });
        }

        threads.shutdown(true);

        assertThat(together.getCount()).isZero();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void a_poll_after_the_stop_is_refused() {
        PollThreads threads = new PollThreads();

        threads.shutdown(false);

        assertThat(threads.runInThread(() -> {})).isFalse();
    }

    private static void awaitFor(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
