package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.Polled;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start and a stop warn of nothing when all is well. */
class QuietStartTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void a_service_with_health_and_metrics_warns_of_nothing(String jmx, @TempDir Path home) throws Exception {
        try (FaultScene scene = new FaultScene("acme", new FakeVendor(), "a")) {
            Installation jobdrop = new Installation(home)
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host())
                    .set("JOBDROP_JMX", jmx)
                    .set("JOBDROP_HTTP_PORT", Integer.toString(freePort()));
            scene.install(jobdrop);

            try (LogLines log = new LogLines(Level.WARN)) {
                try (Polled run = Polled.start(jobdrop, JobdropContext.Mode.SERVICE)) {
                    run.poll("acme", 2);
                }
                assertThat(log.all()).isEmpty();
            }
        }
    }

    @Test
    void a_single_run_warns_of_nothing(@TempDir Path home) throws Exception {
        try (FaultScene scene = new FaultScene("acme", new FakeVendor(), "a");
                LogLines log = new LogLines(Level.WARN)) {
            Installation jobdrop = new Installation(home)
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host());
            scene.install(jobdrop);

            jobdrop.pollOnce();

            assertThat(log.all()).isEmpty();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
