package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.Configuration;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.record.RunLock;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.Installation;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that died has left is taken over by the start of the next one. */
@Tag("slow")
class RecoveryTest {
    private static final String FEED = "convertly-jobs";

    @TempDir
    Path home;

    private Configuration configuration;

    @BeforeEach
    void die() throws IOException {
        configuration = new Installation(home)
                .set("CONVERTLY_URL", "http://127.0.0.1:9")
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .read();
        Path data = Files.createDirectories(home.resolve("data"));
        try (RunLock dead = RunLock.take(configuration.ledger()).orElseThrow();
                TestLedger ledger = new TestLedger(data)) {
            ledger.claimed(Job.known(FEED, "convertly", "e-17"), dead.owner());
        }
    }

    @Test
    void a_start_makes_jobs_due_again_and_nothing_before_it_does() throws Exception {
        try (RunLock lock = lock();
                JobdropContext context = context(lock, JobdropContext.Mode.ONCE)) {
            assertThat(state(context)).isEqualTo(JobState.DELIVERING);

            context.start();

            assertThat(state(context)).isEqualTo(JobState.DUE);
        }
    }

    @Test
    void a_start_that_died_before_it_took_anything_over_changes_nothing_of_that() throws Exception {
        lock().close();

        try (RunLock lock = lock();
                JobdropContext context = context(lock, JobdropContext.Mode.ONCE)) {
            context.start();

            assertThat(state(context)).isEqualTo(JobState.DUE);
        }
    }

    @Test
    void a_plan_takes_nothing_over() throws Exception {
        try (RunLock lock = lock();
                JobdropContext context = context(lock, JobdropContext.Mode.PLAN)) {
            context.start();

            assertThat(state(context)).isEqualTo(JobState.DELIVERING);
        }
    }

    @Test
    void a_start_that_cannot_take_over_says_why_and_gives_the_ledger_back() throws Exception {
        try (TestLedger ledger = new TestLedger(home.resolve("data"))) {
            String id = ledger.database().identity();
            Files.createDirectories(home.resolve("drop/.staging").resolve(id).resolve("another/lock"));
        }

        try (Run run = Run.prepare(configuration, JobdropContext.Mode.ONCE, false, Progress.NONE)) {
            assertThatThrownBy(run::start)
                    .isInstanceOf(CannotRun.class)
                    .hasMessageStartingWith("The routes could not be started: ")
                    .hasMessageContaining("another/lock");
        }
        lock().close();
    }

    private RunLock lock() throws IOException {
        return RunLock.take(configuration.ledger()).orElseThrow();
    }

    private JobdropContext context(RunLock lock, JobdropContext.Mode mode) {
        return new JobdropContext(configuration, configuration.ledger(), lock, mode, Progress.NONE, Clock.systemUTC());
    }

    private static JobState state(JobdropContext context) {
        return context.ledger().queries().state(FEED, "e-17").orElseThrow();
    }
}
