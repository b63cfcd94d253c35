package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
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

    @Test
    void a_poll_has_our_class_loader_whoever_fires_it() throws Exception {
        PollThreads threads = new PollThreads();
        CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
        Runnable poll = () -> loader.complete(Thread.currentThread().getContextClassLoader());
        Thread foreign = new Thread(() -> threads.runInThread(poll));
        foreign.setContextClassLoader(new URLClassLoader(new URL[0]));

        foreign.start();

        assertThat(loader.get(30, TimeUnit.SECONDS)).isSameAs(PollThreads.class.getClassLoader());
        threads.shutdown(true);
    }

    private static void awaitFor(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
