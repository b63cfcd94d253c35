package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.Run;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.Polled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop says what it waits for, and what it gives up. */
class StopWordsTest {
    private final Installation jobdrop;
    private final CountDownLatch half = new CountDownLatch(1);
    private final CountDownLatch rest = new CountDownLatch(1);

    @AutoClose
    private final FaultScene scene;

    StopWordsTest(@TempDir Path home) throws IOException {
        scene = new FaultScene("acme", new FakeVendor(), "a");
        jobdrop = new Installation(home)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host())
                .set("JOBDROP_HTTP_PORT", "")
                .set("JOBDROP_SHUTDOWN_TIMEOUT", "1s");
        scene.install(jobdrop);
        scene.list(FaultScene.list(1, 1, "a"));
        scene.result((request, wire) -> {
            int length = FaultScene.CSV.length;
            wire.write(
                    ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\nETag: \"1\"\r\nAccept-Ranges: bytes\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            wire.write(Arrays.copyOf(FaultScene.CSV, length / 2));
            half.countDown();
            await(rest);
            wire.write(Arrays.copyOfRange(FaultScene.CSV, length / 2, length));
        });
    }

    @Test
    void what_does_not_end_in_time_is_named_with_its_bytes_and_resumed() throws Exception {
        Polled run = Polled.start(jobdrop);
        run.bundle().polls().trigger("acme");
        half.await();
        List<String> lines;
        try (LogLines log = new LogLines(Level.INFO)) {
            run.close();
            lines = ours(log);
        } finally {
            rest.countDown();
        }

        assertThat(lines.get(0))
                .matches("stopping: waits up to 1 s \\(jobdrop\\.shutdown\\.timeout\\) for 1 delivery: acme/a"
                        + "( \\(\\d+ of 280000 bytes\\))?");
        assertThat(lines.get(1))
                .matches(
                        "stopped: 1 delivery did not end in time and will be resumed by the next start or another node: acme/a"
                                + " \\(140000 of 280000 bytes\\)");
    }

    @Test
    void what_ends_in_time_is_said_too() throws Exception {
        Polled run = Polled.start(jobdrop.set("JOBDROP_SHUTDOWN_TIMEOUT", "30s"));
        run.bundle().polls().trigger("acme");
        half.await();
        try (LogLines log = new LogLines(Level.INFO)) {
            Thread end = new Thread(() -> {
                while (ours(log).isEmpty()) {
                    Thread.onSpinWait();
                }
                rest.countDown();
            });
            end.start();
            run.close();

            assertThat(ours(log)).hasSize(2).last().isEqualTo("stopped: 1 delivery ended");
        }
        try (Polled next = Polled.start(jobdrop)) {
            assertThat(next.job("a").state()).isEqualTo(JobState.DELIVERED);
        }
    }

    @Test
    void what_waited_for_its_turn_is_left_at_once_and_not_said_to_be_late() throws Exception {
        scene.list(FaultScene.list(1, 1, "a", "b"));
        scene.vendor().on("/jobs/b", scene.detail(""));
        scene.result((request, wire) -> {
            half.countDown();
            await(rest);
            Faults.file(FaultScene.CSV).send(request, wire);
        });
        Polled run = Polled.start(jobdrop.set("JOBDROP_SHUTDOWN_TIMEOUT", "30s"));
        run.bundle().polls().trigger("acme");
        half.await();
        Awaitility.await().until(() -> run.bundle().inFlight().working().size() == 2);
        try (LogLines log = new LogLines(Level.INFO)) {
            Thread end = new Thread(() -> {
                while (ours(log).isEmpty()) {
                    Thread.onSpinWait();
                }
                rest.countDown();
            });
            end.start();
            run.close();

            assertThat(ours(log))
                    .hasSize(2)
                    .last()
                    .asString()
                    .matches(
                            "stopped: 1 delivery ended; left for the next start or another node: 1 delivery: acme/[ab]");
        }
    }

    @Test
    void a_run_that_is_stopped_while_it_starts_does_not_say_that_it_runs() throws Exception {
        try (LogLines log = new LogLines(Level.INFO);
                Run run = Run.prepare(jobdrop.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE)) {
            run.bundle().stopRequest().request();
            run.start();
            run.announce();

            assertThat(log.all()).noneMatch(line -> line.startsWith("jobdrop is running"));
        }
    }

    @Test
    void a_stop_that_waits_for_nothing_says_nothing() throws Exception {
        Polled run = Polled.start(jobdrop);
        try (LogLines log = new LogLines(Level.INFO)) {
            run.close();

            assertThat(ours(log)).isEmpty();
        }
    }

    private static List<String> ours(LogLines log) {
        return log.all().stream().filter(line -> line.startsWith("stop")).toList();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
