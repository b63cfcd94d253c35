package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.Polled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop warns of nothing, whatever pause it ends, and does not wait for the end of that pause. */
@Tag("slow")
class QuietStopTest {
    private final CountDownLatch answered = new CountDownLatch(1);
    private final Installation jobdrop;

    @AutoClose
    private final FaultScene scene = new FaultScene("acme", new FakeVendor(), "a");

    QuietStopTest(@TempDir Path home) throws IOException {
        jobdrop = new Installation(home)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host())
                .set("JOBDROP_HTTP_PORT", "")
                .set("JOBDROP_RETRY_BACKOFF", "1h");
        scene.install(jobdrop);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVICE", "ONCE"})
    void in_the_pause_before_a_list_is_asked_again(JobdropContext.Mode mode) throws Exception {
        jobdrop.set("JOBDROP_RETRY_MAX_BACKOFF", "1h");
        scene.list(then(Faults.status(503)));

        assertQuietStop(mode);

        assertThat(scene.vendor().requests("/jobs")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVICE", "ONCE"})
    void in_the_pause_before_a_detail_is_asked_again(JobdropContext.Mode mode) throws Exception {
        jobdrop.set("JOBDROP_RETRY_MAX_BACKOFF", "1h");
        scene.list(FaultScene.list(1, 1, "a"));
        scene.detail(then(Faults.status(503)));

        assertQuietStop(mode);

        assertThat(scene.vendor().requests("/jobs/a")).hasSize(1);
        try (Polled next = Polled.start(jobdrop)) {
            assertThat(next.job("a").state()).isEqualTo(JobState.DUE);
            assertThat(next.job("a").attempts()).isZero();
        }
    }

    @Test
    void in_a_pause_that_the_vendor_asks_for() throws Exception {
        jobdrop.set("JOBDROP_RETRY_BACKOFF", "30s").set("JOBDROP_RETRY_MAX_BACKOFF", "30s");
        scene.list(then(Faults.status(429, "Retry-After", "50")));

        assertQuietStop(JobdropContext.Mode.SERVICE);
    }

    @Test
    void in_the_pause_after_the_first_of_several_repetitions() throws Exception {
        jobdrop.set("JOBDROP_RETRY_MAX_BACKOFF", "1ms");
        CountDownLatch thrice = new CountDownLatch(3);
        scene.list((request, wire) -> {
            Faults.status(503).send(request, wire);
            thrice.countDown();
            if (thrice.getCount() == 0) {
                answered.countDown();
            }
        });

        assertQuietStop(JobdropContext.Mode.SERVICE);
    }

    private void assertQuietStop(JobdropContext.Mode mode) throws Exception {
        try (LogLines log = new LogLines(Level.WARN)) {
            try (Polled run = Polled.start(jobdrop, mode)) {
                run.bundle().polls().trigger("acme");
                assertThat(answered.await(1, TimeUnit.MINUTES)).isTrue();
            }
            assertThat(log.all()).isEmpty();
        }
    }

    private Reply then(Reply reply) {
        return (request, wire) -> {
            reply.send(request, wire);
            answered.countDown();
        };
    }
}
