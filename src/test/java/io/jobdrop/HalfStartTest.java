package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.runtime.CannotRun;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.Run;
import io.jobdrop.runtime.SingleRun;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that one of the feeds does not allow, for a reason that only Camel finds. */
@Timeout(60)
class HalfStartTest {
    private static final String REFUSED =
            "smtp://127.0.0.1:2525?username=ops&password=s3cret-word&connectionTimeout=s3cret-word&session=#nosuch&to=a@b.c";

    @AutoClose
    private final NotificationScene scene;

    HalfStartTest(@TempDir Path home) throws IOException {
        scene = new NotificationScene(home);
        String feed = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"));
        scene.jobdrop
                .set("JOBDROP_NOTIFY_URI", "")
                .set("JOBDROP_HTTP_PORT", "")
                .set("LAST_FEED_NOTIFY_URI", REFUSED)
                .feed("last-feed", feed.replace("convertly-jobs", "last-feed"));
        scene.delivery.lists(scene.good("j1"));
    }

    @Test
    void a_schedule_that_fires_during_a_start_finds_its_route() throws Exception {
        String feed = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"));
        scene.jobdrop
                .set("LAST_FEED_NOTIFY_URI", "")
                .set("JOBDROP_HTTP_PORT", Integer.toString(ServerProcess.freePort()));
        for (int i = 0; i < 50; i++) {
            scene.jobdrop
                    .feed("feed-" + i, feed.replace("convertly-jobs", "feed-" + i))
                    .set("FEED_" + i + "_SCHEDULE", "* * * * * ?");
        }

        try (LogLines log = new LogLines(Level.WARN);
                Run run = Run.prepare(scene.jobdrop.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE)) {
            run.start();

            assertThat(log.all()).noneMatch(line -> line.contains("Quartz"));
        }
    }

    @Test
    void a_service_polls_no_feed() throws Exception {
        try (Run run = Run.prepare(scene.jobdrop.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE)) {
            assertThatThrownBy(run::start)
                    .isInstanceOf(CannotRun.class)
                    .hasMessageContaining("The routes could not be started")
                    .hasMessageNotContaining("s3cret-word");
        }
        assertThat(scene.delivery.vendor.requests()).isEmpty();
    }

    @Test
    void a_single_run_polls_no_feed() throws Exception {
        try (Run run = Run.prepare(scene.jobdrop.read(), JobdropContext.Mode.ONCE, false, Progress.NONE)) {
            assertThatThrownBy(() -> {
                        run.start();
                        new SingleRun(run.bundle(), Clock.systemUTC()).run();
                    })
                    .isInstanceOf(CannotRun.class)
                    .hasMessageContaining("The routes could not be started")
                    .hasMessageNotContaining("s3cret-word");
        }
        assertThat(scene.delivery.vendor.requests()).isEmpty();
    }
}
