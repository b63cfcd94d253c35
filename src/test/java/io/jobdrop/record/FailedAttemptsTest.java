package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.job.Throttled;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of failure costs, and when a job is tried again. */
class FailedAttemptsTest {
    @AutoClose
    private final TestLedger test;

    FailedAttemptsTest(@TempDir Path folder) {
        test = new TestLedger(folder);
    }

    @Test
    void a_passing_failure_waits_longer_each_time_and_ends_when_the_attempts_are_spent() {
        test.fail("a", new RetryLater("first"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").error()).isEqualTo("first");
        assertThat(test.entry("a").nextAttemptAt())
                .isBetween(
                        test.clock().instant().plusSeconds(10),
                        test.clock().instant().plusSeconds(12));
        assertThat(test.offerable(List.of(job("a")))).isEmpty();

        test.clock().tick(Duration.ofSeconds(12));
        assertThat(test.offerable(List.of(job("a")))).hasSize(1);
        test.fail("a", new RetryLater("second"));
        assertThat(test.entry("a").nextAttemptAt())
                .isEqualTo(test.clock().instant().plusSeconds(15));

        test.clock().tick(Duration.ofSeconds(15));
        test.fail("a", new RetryLater("third"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.GAVE_UP);
        assertThat(test.entry("a").attempts()).isEqualTo(3);
        assertThat(test.offerable(List.of(job("a")))).isEmpty();
    }

    @Test
    void being_held_spends_no_attempt_and_the_job_is_offered_at_each_poll() {
        for (int poll = 0; poll < 5; poll++) {
            assertThat(test.offerable(List.of(job("a")))).hasSize(1);
            test.fail("a", new Held("strange"));
        }

        assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        assertThat(test.entry("a").attempts()).isZero();
    }

    @Test
    void a_failure_before_the_claim_counts_as_an_attempt_too() {
        test.jobs().failed(job("a"), new RetryLater("no detail"), 0);

        assertThat(test.entry("a").attempts()).isEqualTo(1);
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
    }

    @Test
    void retry_makes_a_given_up_job_due_with_all_its_attempts() {
        test.fail("a", new GiveUp("too large"));

        assertThat(test.actions().retry("f", "a")).isTrue();

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").attempts()).isZero();
        assertThat(test.entry("a").error()).isEqualTo("too large");
    }

    @Test
    void the_next_attempt_is_the_first_after_a_time() {
        test.fail("a", new RetryLater("x"));
        long due = test.entry("a").nextAttemptAt().toEpochMilli();

        assertThat(test.jobs().queries().nextAttempt("f", test.clock().millis()))
                .hasValue(due);
        assertThat(test.jobs().queries().nextAttempt("f", due)).isEmpty();
        assertThat(test.jobs().queries().nextAttempt("other", 0)).isEmpty();
    }

    @Test
    void an_attempt_that_got_further_than_any_before_counts_anew() {
        test.fail("a", new RetryLater("cut"), 0);
        test.clock().tick(Duration.ofSeconds(20));
        test.fail("a", new RetryLater("cut"), 0);

        for (int mb = 1; mb < 6; mb++) {
            test.clock().tick(Duration.ofSeconds(20));
            test.fail("a", new RetryLater("cut"), mb << 20);
            assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
            assertThat(test.entry("a").nextAttemptAt())
                    .isBetween(
                            test.clock().instant().plusSeconds(10),
                            test.clock().instant().plusSeconds(12));
        }
        test.clock().tick(Duration.ofSeconds(20));
        test.fail("a", new RetryLater("cut"), 5 << 20);
        test.clock().tick(Duration.ofSeconds(20));
        test.fail("a", new RetryLater("cut"), 4 << 20);

        assertThat(test.entry("a").state()).isEqualTo(JobState.GAVE_UP);
        assertThat(test.entry("a").attempts()).isEqualTo(9);
    }

    @Test
    void a_wish_to_be_left_alone_is_obeyed_up_to_the_longest_pause() {
        Instant now = test.clock().instant();

        test.fail("a", new RetryLater("busy", null, now.plusSeconds(13)), 0);
        test.fail("b", new RetryLater("busy", null, now.plusSeconds(3600)), 0);
        test.fail("c", new RetryLater("busy", null, now.plusSeconds(1)), 0);

        assertThat(test.entry("a").nextAttemptAt()).isEqualTo(now.plusSeconds(13));
        assertThat(test.entry("b").nextAttemptAt()).isEqualTo(now.plusSeconds(15));
        assertThat(test.entry("c").nextAttemptAt()).isAfterOrEqualTo(now.plusSeconds(10));
    }

    @Test
    void being_postponed_spends_no_attempt() {
        for (int i = 0; i < 5; i++) {
            test.fail("a", new Throttled("not now", test.clock().instant().plusSeconds(7)), 0);
            assertThat(test.entry("a").nextAttemptAt())
                    .isEqualTo(test.clock().instant().plusSeconds(7));
            test.clock().tick(Duration.ofSeconds(7));
        }

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").attempts()).isZero();
    }

    @Test
    void what_repetition_seldom_mends_is_held_after_a_few_tries_and_then_at_each() {
        for (int i = 0; i < 2; i++) {
            test.fail("a", new RetryThenHold("refused"), 0);
            assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
            test.clock().tick(Duration.ofSeconds(20));
        }
        for (int i = 0; i < 2; i++) {
            test.fail("a", new RetryThenHold("refused"), 0);
            assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        }
    }
}
