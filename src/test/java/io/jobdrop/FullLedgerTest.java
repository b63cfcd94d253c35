package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.Polled;
import io.jobdrop.support.SmallDisk;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the ledger is full while jobs are delivered: nothing is lost, and nothing is delivered twice. */
@Tag("slow")
class FullLedgerTest {
    @Test
    void jobs_wait_until_rows_have_room_again(@TempDir Path home) throws Exception {
        String[] ids = IntStream.range(0, 60).mapToObj(i -> "j" + i).toArray(String[]::new);
        try (SmallDisk disk = new SmallDisk(home.resolve("data"), 16);
                FaultScene scene = new FaultScene("acme", new FakeVendor(), "a");
                LogLines log = new LogLines(Level.INFO)) {
            Installation jobdrop = new Installation(home)
                    .set("JOBDROP_HTTP_PORT", "")
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host());
            scene.install(jobdrop);
            scene.list(FaultScene.list(1, 1));
            try (Polled run = Polled.start(jobdrop, JobdropContext.Mode.SERVICE)) {
                run.poll("acme", 1);
                for (String id : ids) {
                    scene.vendor()
                            .on("/jobs/" + id, FaultScene.detailOf(scene.host().url() + "/r", ""));
                }
                scene.list(FaultScene.list(1, 1, ids));
                disk.leave(0);
                run.poll("acme", 3);

                assertThat(ready(run)).as("ready").isFalse();
                List<String> lines = log.all();
                assertThat(lines)
                        .filteredOn(line -> line.contains("Make room where it is"))
                        .hasSize(1);
                assertThat(lines).noneMatch(line -> line.contains("reactive work"));

                disk.empty();
                scene.result(Faults.file(FaultScene.CSV));
                Instant end = Instant.now().plusSeconds(60);
                while (Instant.now().isBefore(end) && !Arrays.stream(ids).allMatch(id -> isDelivered(run, id))) {
                    run.poll("acme", 1);
                }
                assertThat(ids).allMatch(id -> isDelivered(run, id));
                assertThat(ready(run)).as("ready").isTrue();
                assertThat(jobdrop.files())
                        .filteredOn(file -> file.endsWith("r.csv"))
                        .hasSize(ids.length);
            }
        }
    }

    private static boolean isDelivered(Polled run, String id) {
        return run.bundle()
                .ledger()
                .queries()
                .state("acme", id)
                .filter(JobState.DELIVERED::equals)
                .isPresent();
    }

    private static boolean ready(Polled run) {
        return HealthCheckHelper.invokeReadiness(run.bundle().context()).stream()
                .allMatch(result -> result.getState() == HealthCheck.State.UP);
    }
}
