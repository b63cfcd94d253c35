package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.Configuration;
import io.jobdrop.record.RunLock;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a single run goes on with a feed whose polls fail. */
@Tag("slow")
class SingleRunTest {
    private static final int CALLS_OF_A_POLL = 4;

    @AutoClose
    private final FaultScene scene = new FaultScene("acme", new FakeVendor(), "a");

    SingleRunTest() throws IOException {}

    @Test
    void a_poll_that_fails_after_more_than_a_minute_is_left_to_the_next_run(@TempDir Path home) throws Exception {
        ManualClock clock = new ManualClock();
        scene.list((request, wire) -> {
            clock.tick(Duration.ofSeconds(20));
            Faults.status(503).send(request, wire);
        });
        Installation jobdrop = new Installation(home);
        scene.install(jobdrop);
        Configuration configuration = jobdrop.read();

        try (RunLock lock = RunLock.take(configuration.ledger()).orElseThrow();
                JobdropContext bundle = new JobdropContext(
                        configuration,
                        configuration.ledger(),
                        lock,
                        JobdropContext.Mode.ONCE,
                        Progress.NONE,
                        Clock.systemUTC())) {
            bundle.start();
            new SingleRun(bundle, clock).run();
        }

        assertThat(scene.vendor().requests("/jobs")).hasSize(CALLS_OF_A_POLL);
    }
}
