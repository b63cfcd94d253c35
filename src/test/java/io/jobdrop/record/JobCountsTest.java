package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.JobState;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCountsTest {
    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private TestLedger ledger;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void jobs_of_all_feeds_are_counted_by_their_state() {
        ledger.jobs().register("g", List.of("a", "b"));
        ledger.jobs().failed(job("c"), new GiveUp("x"), 0);
        deliver("d");

        assertThat(ledger.jobs().queries().counts())
                .isEqualTo(
                        Map.of("g", Map.of(JobState.OPEN, 2), "f", Map.of(JobState.GAVE_UP, 1, JobState.DELIVERED, 1)));
    }

    @Test
    void settled_jobs_are_counted_each_time_as_long_as_that_is_quick() {
        JobCounts counts = counts(Duration.ofMillis(50));
        deliver("a");
        assertThat(count(counts, JobState.DELIVERED)).isEqualTo(1);

        deliver("b");

        assertThat(count(counts, JobState.DELIVERED)).isEqualTo(2);
    }

    @Test
    void settled_jobs_are_counted_for_a_hundredth_of_the_time() {
        JobCounts counts = counts(Duration.ofSeconds(2));
        deliver("a");
        assertThat(count(counts, JobState.DELIVERED)).isEqualTo(1);

        deliver("b");
        ledger.jobs().failed(job("c"), new GiveUp("x"), 0);
        nanos.addAndGet(Duration.ofSeconds(190).toNanos());
        assertThat(count(counts, JobState.DELIVERED)).isEqualTo(1);
        assertThat(count(counts, JobState.GAVE_UP)).isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(count(counts, JobState.DELIVERED)).isEqualTo(2);
    }

    // Each reading of its clock is so much later than the one before.
    private JobCounts counts(Duration step) {
        return new JobCounts(() -> nanos.getAndAdd(step.toNanos()));
    }

    private int count(JobCounts counts, JobState state) {
        return ledger.database().jdbi().withHandle(counts::of).get("f").getOrDefault(state, 0);
    }

    private void deliver(String id) {
        ledger.jobs().delivered(ledger.claimed(id), new Delivery(null, List.of()));
    }
}
