package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Installation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small process, hosts that flood it, and a vendor beside them whose jobs are all delivered. */
@Tag("slow")
class FloodTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    /** What the small process runs. */
    public static final class SmallProcess {
        private SmallProcess() {}

        /** Polls once in a home, and fails unless the healthy vendor's job is delivered and the others are reported. */
        public static void main(String[] arguments) throws Exception {
            Installation jobdrop = new Installation(Path.of(arguments[0]));
            List<FaultScene> scenes = new ArrayList<>();
            List<Reply> floods = List.of(
                    flood(OK, "X: y\r\n"),
                    flood(OK + "X: ", "yyyy"),
                    flood(CHUNKED + "5;", "xxxx"),
                    flood(CHUNKED + "0\r\n", "X: y\r\n"),
                    flood("", "HTTP/1.1 103 X\r\n\r\n"));
            List<String> allowed = new ArrayList<>();
            for (int i = 0; i <= floods.size(); i++) {
                FaultScene scene = new FaultScene("vendor-" + i, new FakeVendor(), "job");
                if (i > 0) {
                    scene.result(floods.get(i - 1));
                    scene.vendor().on("/jobs/beside", floods.get(i - 1));
                }
                scene.install(jobdrop);
                scenes.add(scene);
                allowed.add(scene.host().host());
            }
            jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", String.join(",", allowed));

            Installation.Outcome outcome = jobdrop.pollOnce();

            assertThat(outcome.jobs()).allSatisfy(job -> {
                boolean healthy = job.feed().equals("vendor-0");
                assertThat(job.state()).as(job.error()).isEqualTo(healthy ? JobState.DELIVERED : JobState.GAVE_UP);
            });
            assertThat(outcome.jobs()).hasSize(12);
            for (FaultScene scene : scenes) {
                scene.close();
            }
        }
    }

    private static Reply flood(String begin, String piece) {
        byte[] bytes = piece.repeat(10_000).getBytes(StandardCharsets.ISO_8859_1);
        return (request, wire) -> {
            wire.write(begin);
            while (true) {
                wire.write(bytes);
            }
        };
    }

    @Test
    void hosts_that_flood_a_small_process_hold_back_nobody_else(@TempDir Path home) throws Exception {
        Path printed = home.resolve("printed");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallProcess.class.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
            assertThat(Files.readString(printed)).doesNotContain("OutOfMemoryError");
        } finally {
            process.destroyForcibly();
        }
    }
}
