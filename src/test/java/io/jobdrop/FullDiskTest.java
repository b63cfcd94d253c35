package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.record.Attempt;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.Polled;
import io.jobdrop.support.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two feeds and a drop of 8 MB: a result that does not fit waits, and harms no other. */
@Tag("slow")
class FullDiskTest {
    private static final int LARGE = 4_000_000;

    private SmallDisk disk;
    private FaultScene scene;
    private FaultScene other;
    private Installation jobdrop;
    private Polled run;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        disk = new SmallDisk(home.resolve("drop"), 8);
        scene = new FaultScene("acme", new FakeVendor(), "large");
        other = new FaultScene("globex", new FakeVendor(), "small");
        jobdrop = new Installation(home).set("JOBDROP_HTTP_PORT", "");
        scene.install(jobdrop);
        other.install(jobdrop);
        jobdrop.set(
                "JOBDROP_DOWNLOAD_ALLOW_HOSTS",
                String.join(",", scene.host().host(), other.host().host()));
        other.result(Answer.bytes("text/csv", "small".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() throws IOException {
        if (run != null) {
            run.close();
        }
        if (scene != null) {
            scene.close();
            other.close();
            disk.close();
        }
    }

    @Test
    void a_result_of_known_length_that_does_not_fit_is_not_begun_and_lands_when_there_is_room() throws Exception {
        disk.leave(2_000_000);
        waitsForRoom(Answer.bytes("text/csv", new byte[LARGE]), "it needs 3.8 MB; of 1.9 MB that are free in ");
    }

    @Test
    void one_of_unknown_length_is_given_back_when_it_meets_the_reserve() throws Exception {
        disk.leave(2_000_000);
        waitsForRoom(Faults.file(new byte[LARGE]).framed(Faults.Framing.CHUNKED), "it needs ");
    }

    private void waitsForRoom(Reply large, String reason) throws Exception {
        scene.result(large);
        try (LogLines log = new LogLines(Level.INFO)) {
            run = Polled.start(jobdrop, JobdropContext.Mode.SERVICE);
            run.poll("acme", 1);

            assertThat(run.job("large").state()).isEqualTo(JobState.DUE);
            assertThat(run.job("large").error()).contains(reason, "jobdrop.drop.dir");
            assertThat(run.job("beside").state()).isEqualTo(JobState.DELIVERED);

            run.poll("globex", 1);
            assertThat(run.job("small").state()).isEqualTo(JobState.DELIVERED);
            assertThat(disk.free()).isGreaterThan(1_800_000);
            assertThat(down(HealthCheckHelper::invokeReadiness)).isEmpty();
            assertThat(down(HealthCheckHelper::invoke))
                    .singleElement()
                    .asString()
                    .contains("1 file waits for room: acme job large: ");

            run.poll("acme", 30);
            assertThat(run.job("large").attempts()).isZero();
            assertThat(run.job("large").state()).isEqualTo(JobState.DUE);
            assertThat(scene.host().requests("/r")).hasSizeLessThan(3);
            assertThat(attempts()).allMatch(attempt -> attempt.outcome() == Attempt.Outcome.POSTPONED);
            assertThat(log.all().stream().filter(line -> line.contains("acme job large:")))
                    .hasSize(1);

            disk.empty();
            // Its pause may not be over at the first poll.
            for (int i = 0; i < 100 && run.job("large").state() != JobState.DELIVERED; i++) {
                run.poll("acme", 1);
            }
            assertThat(run.job("large").state()).isEqualTo(JobState.DELIVERED);
            assertThat(down(HealthCheckHelper::invoke)).isEmpty();
            run.bundle()
                    .context()
                    .getRegistry()
                    .lookupByNameAndType("room", io.jobdrop.stage.Room.class)
                    .watch();
            assertThat(log.all().stream().filter(line -> line.contains("there is room again")))
                    .hasSize(1);
        }
    }

    private List<Attempt> attempts() {
        return run.bundle().ledger().queries().attempts("acme", "large");
    }

    private List<String> down(Function<CamelContext, Collection<HealthCheck.Result>> checks) {
        return checks.apply(run.bundle().context()).stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .map(result -> result.getMessage().orElse(result.getCheck().getId()))
                .toList();
    }
}
