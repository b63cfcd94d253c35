package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.job.Throttled;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger takes note of, and what each kind of failure makes of a job. */
class JobLedgerNotesTest {
    private static final Verdict HELD = new Verdict(JobState.HELD, "paused", "unknown status 'paused'");

    @TempDir
    Path folder;

    private TestLedger test;
    private JobLedger ledger;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
        ledger = test.jobs();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void no_jobs_are_none_to_look_at() {
        assertThat(test.offerable(List.of())).isEmpty();
    }

    @Test
    void a_list_of_exactly_one_query_is_looked_up_whole() {
        List<Job> jobs = IntStream.range(0, 500).mapToObj(i -> job("j" + i)).toList();

        assertThat(test.offerable(jobs)).isEqualTo(jobs);
        assertThat(test.offerable(jobs)).isEqualTo(jobs);
    }

    @Test
    void named_ids_are_entered_once_and_due_at_once() {
        assertThat(ledger.register("f", List.of("a", "b", "a"))).isEqualTo(2);
        assertThat(ledger.register("f", List.of("b", "c"))).isEqualTo(1);

        assertThat(test.entry("a").state()).isEqualTo(JobState.OPEN);
        assertThat(test.entry("a").nextAttemptAt()).isEqualTo(test.clock().instant());
    }

    @Test
    void an_id_that_the_vendor_has_judged_is_not_made_due_by_naming_it() {
        ledger.recordStatus(job("a"), new Verdict(JobState.OPEN, "running", ""));

        ledger.register("f", List.of("a"));

        assertThat(test.entry("a").nextAttemptAt()).isNull();
    }

    @Test
    void a_verdict_is_noted_with_the_vendors_word_and_the_reason() {
        ledger.recordStatus(job("a"), HELD);

        assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        assertThat(test.entry("a").status()).isEqualTo("paused");
        assertThat(test.entry("a").error()).isEqualTo("unknown status 'paused'");
        ledger.recordStatus(job("a"), new Verdict(JobState.DUE, "", ""));
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").status()).isEqualTo("paused");
        assertThat(test.entry("a").error()).as("until it is delivered").isEqualTo("unknown status 'paused'");
    }

    @Test
    void a_job_that_is_held_is_reported_once() {
        try (LogLines log = new LogLines(Level.WARN)) {
            ledger.recordStatus(job("b"), new Verdict(JobState.DUE, "done", ""));
            ledger.recordStatus(job("a"), HELD);
            assertThat(log.all()).containsExactly("f job a: unknown status 'paused'. It is held now");

            ledger.recordStatus(job("a"), HELD);
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void a_job_in_flight_is_not_noted_by_a_poll() {
        ledger.register("f", List.of("a"));
        test.claims("me").add("f/a");

        ledger.recordStatus(job("a"), HELD);

        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERING);
    }

    @Test
    void a_job_that_the_vendor_works_on_again_has_all_its_attempts() {
        ledger.failed(job("a"), new RetryLater("x"), 0);

        ledger.recordStatus(job("a"), new Verdict(JobState.OPEN, "running", ""));

        assertThat(test.entry("a").attempts()).isZero();
    }

    @Test
    void a_second_delivery_replaces_the_files_of_the_first() {
        DeliveredFile first = new DeliveredFile("a.csv", 3, "abc", "/drop/a.csv");
        DeliveredFile second = new DeliveredFile("b.csv", 4, "def", "/drop/b.csv");
        ledger.delivered(test.claimed("a"), new Delivery("/drop/manifest.json", List.of(first)));
        test.database().jdbi().useHandle(handle -> handle.execute("UPDATE job SET state = 'due'"));

        ledger.delivered(test.claimed("a"), new Delivery("/drop/manifest.json", List.of(second)));

        assertThat(test.entry("a").files()).containsExactly(second);
    }

    @Test
    void each_kind_of_failure_says_what_becomes_of_the_job() {
        assertThat(ledger.failed(job("a"), new Held("x"), 0)).isEqualTo(JobState.HELD);
        assertThat(ledger.failed(job("b"), new Throttled("x", test.clock().instant()), 0))
                .isEqualTo(JobState.DUE);
        assertThat(ledger.failed(job("c"), new RetryThenHold("x"), 0)).isEqualTo(JobState.DUE);
        assertThat(ledger.failed(job("d"), new RetryLater("x"), 0)).isEqualTo(JobState.DUE);
        assertThat(ledger.failed(job("e"), new GiveUp("x"), 0)).isEqualTo(JobState.GAVE_UP);
        assertThat(test.entry("a").nextAttemptAt()).isNull();
        assertThat(test.entry("e").nextAttemptAt()).isNull();
    }

    @Test
    void a_wish_to_be_left_alone_is_kept_when_it_is_longer_than_the_pause() {
        test.jobs().failed(job("a"), new Throttled("x", test.clock().instant().plus(Duration.ofDays(1))), 0);

        assertThat(test.entry("a").nextAttemptAt())
                .isEqualTo(test.clock().instant().plusSeconds(15));
    }

    @Test
    void only_a_job_that_stopped_can_be_retried() {
        ledger.register("f", List.of("open"));
        ledger.failed(job("given-up"), new GiveUp("x"), 0);

        assertThat(test.actions().retry("f", "given-up")).isTrue();
        assertThat(test.actions().retry("f", "open")).isFalse();
        assertThat(test.actions().retry("f", "unknown")).isFalse();
        assertThat(test.entry("given-up").nextAttemptAt())
                .isEqualTo(test.clock().instant());
    }
}
