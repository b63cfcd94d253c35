package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.Polled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that fails again and again, or whose result is endless: what is told of it, and that it can be dismissed. */
@Tag("slow")
class DismissedInFlightTest {
    private final Installation jobdrop;

    @AutoClose
    private final FaultScene scene;

    DismissedInFlightTest(@TempDir Path home) throws IOException {
        scene = new FaultScene("acme", new FakeVendor(), "a");
        jobdrop = new Installation(home)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host())
                .set("JOBDROP_RETRY_BACKOFF", "1ms")
                .set("JOBDROP_RETRY_MAX_BACKOFF", "1ms")
                .set("JOBDROP_RETRY_ATTEMPTS", "4");
        scene.install(jobdrop);
        scene.list(FaultScene.list(1, 1, "a"));
    }

    @Test
    void a_download_ends_soon_after_its_job_is_dismissed_and_leaves_nothing() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        scene.result((request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            while (true) {
                wire.write(new byte[1000]);
                begun.countDown();
                wire.pause(20);
            }
        });
        try (Polled run = Polled.start(jobdrop);
                LogLines log = new LogLines(Level.INFO)) {
            run.bundle().polls().pollNow("acme").get(1, TimeUnit.MINUTES);
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            jobdrop.act(actions -> actions.dismiss("acme", "a", "too large"));

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> run.bundle().inFlight().working().isEmpty());

            assertThat(run.job("a").state()).isEqualTo(JobState.DISMISSED);
            assertThat(log.all())
                    .contains("acme job a was dismissed; this attempt ends, and nothing more of it is published");
        }
        assertThat(jobdrop.files()).isEmpty();
    }

    @Test
    void attempts_that_fail_in_the_same_way_are_told_once_and_when_the_job_is_given_up() throws Exception {
        scene.result(Answer.status(500, "{}"));
        try (Polled run = Polled.start(jobdrop);
                LogLines log = new LogLines(Level.WARN)) {
            for (int i = 0; i < 6; i++) {
                run.poll("acme", 1);
            }

            assertThat(run.job("a").state()).isEqualTo(JobState.GAVE_UP);
            List<String> lines = log.all();
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0))
                    .contains("answered 500 where a file was expected")
                    .endsWith("It is due now");
            assertThat(lines.get(1)).endsWith("It is gave-up now");
        }
    }
}
