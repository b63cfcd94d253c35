package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of a download, with its ledger on a server. */
class KilledOnServerTest {
    @TempDir
    Path folder;

    @Test
    void the_next_start_takes_its_work_over_at_once() throws Exception {
        TestServer.execute("DROP SCHEMA IF EXISTS killed CASCADE");
        ByUrl ledger = TestServer.ledger("killed");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        try (JobdropHome scene = new JobdropHome(folder)) {
            scene.environment.put("JOBDROP_LEDGER_URL", ledger.url());
            scene.environment.put("JOBDROP_LEDGER_USER", ledger.user());
            scene.environment.put("JOBDROP_LEDGER_SCHEMA", ledger.schema());
            scene.vendor.on("/r/1", (request, wire) -> {
                if (requests.incrementAndGet() == 1) {
                    asked.countDown();
                    await(dead);
                }
                Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)).send(request, wire);
            });

            Process process = start(scene);
            assertThat(asked.await(120, TimeUnit.SECONDS)).as(log()).isTrue();
            process.destroyForcibly().waitFor();
            dead.countDown();

            assertThat(scene.run("run", "--once")).as(scene.err()).isZero();
            assertThat(requests).hasValue(2);
            assertThat(Files.readString(folder.resolve("drop/convertly-jobs/e-1/r.csv")))
                    .isEqualTo("a\n");
            assertThat(scene.run("jobs", "--json")).isZero();
            assertThat(scene.out()).contains("\"state\" : \"delivered\"", "\"attempts\" : 2");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String log() {
        return "the process said: " + folder.resolve("process.log");
    }

    private Process start(JobdropHome scene) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djobdrop.install=" + Path.of("").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--once",
                "--home",
                folder.toString()));
        builder.environment().putAll(scene.environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("process.log").toFile())
                .start();
    }
}
