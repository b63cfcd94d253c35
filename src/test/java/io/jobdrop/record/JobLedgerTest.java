package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.job.Throttled;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JobLedgerTest {
    private static final DeliveredFile FILE = new DeliveredFile("a.csv", 3, "abc", "/drop/a.csv");

    @TempDir
    Path folder;

    private TestLedger test;
    private JobLedger ledger;
    private LedgerClaims claims;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
        ledger = test.jobs();
        claims = test.claims("me");
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void a_job_seen_for_the_first_time_is_open_and_offered() {
        assertThat(test.offerable(List.of(job("a"), job("b"), job("a")))).containsExactly(job("a"), job("b"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.OPEN);
        assertThat(test.entry("a").firstSeenAt()).isEqualTo(test.clock().instant());
    }

    @Test
    void a_delivered_job_is_never_offered_claimed_or_changed_again() {
        deliver(job("a"));

        assertThat(test.offerable(List.of(job("a")))).isEmpty();
        assertThat(claims.add("f/a")).isFalse();
        ledger.recordStatus(job("a"), new Verdict(JobState.EMPTY, "completed", ""));
        assertThatThrownBy(() -> ledger.failed(job("a"), new GiveUp("late"), 0)).isInstanceOf(ClaimLost.class);
        assertThat(ledger.retry("f", "a")).isFalse();
        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERED);
        assertThat(test.entry("a").files()).containsExactly(FILE);
        assertThat(test.entry("a").deliveredAt()).isEqualTo(test.clock().instant());
    }

    @Test
    void one_of_many_workers_gets_the_claim() throws Exception {
        test.offerable(List.of(job("a")));
        ExecutorService workers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> tries = IntStream.range(0, 8)
                    .mapToObj(i -> workers.submit(() -> claims.add("f/a")))
                    .toList();

            long winners = 0;
            for (Future<Boolean> attempt : tries) {
                winners += attempt.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void a_job_in_flight_is_left_alone_until_its_lease_is_over() {
        test.offerable(List.of(job("a")));
        claims.add("f/a");
        LedgerClaims other = test.claims("other");

        assertThat(test.offerable(List.of(job("a")))).isEmpty();
        assertThat(other.add("f/a")).isFalse();
        test.clock().tick(Duration.ofSeconds(61));
        assertThat(test.offerable(List.of(job("a")))).hasSize(1);
        assertThat(other.add("f/a")).isTrue();
        assertThat(test.entry("a").attempts()).isEqualTo(2);
    }

    @Test
    void what_a_dead_process_had_in_flight_is_taken_over_at_once() {
        test.offerable(List.of(job("a"), job("b")));
        claims.add("f/a");

        assertThat(claims.takeOver("another"::equals)).isZero();
        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERING);
        assertThat(claims.takeOver("me"::equals)).isEqualTo(1);

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.offerable(List.of(job("a")))).hasSize(1);
    }

    @Test
    void a_passing_failure_waits_longer_each_time_and_ends_when_the_attempts_are_spent() {
        fail("a", new RetryLater("first"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").error()).isEqualTo("first");
        assertThat(test.entry("a").nextAttemptAt())
                .isBetween(
                        test.clock().instant().plusSeconds(10),
                        test.clock().instant().plusSeconds(12));
        assertThat(test.offerable(List.of(job("a")))).isEmpty();

        test.clock().tick(Duration.ofSeconds(12));
        assertThat(test.offerable(List.of(job("a")))).hasSize(1);
        fail("a", new RetryLater("second"));
        assertThat(test.entry("a").nextAttemptAt())
                .isEqualTo(test.clock().instant().plusSeconds(15));

        test.clock().tick(Duration.ofSeconds(15));
        fail("a", new RetryLater("third"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.GAVE_UP);
        assertThat(test.entry("a").attempts()).isEqualTo(3);
        assertThat(test.offerable(List.of(job("a")))).isEmpty();
    }

    @Test
    void being_held_spends_no_attempt_and_the_job_is_offered_at_each_poll() {
        for (int poll = 0; poll < 5; poll++) {
            assertThat(test.offerable(List.of(job("a")))).hasSize(1);
            fail("a", new Held("strange"));
        }

        assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        assertThat(test.entry("a").attempts()).isZero();
    }

    @Test
    void a_failure_before_the_claim_counts_as_an_attempt_too() {
        ledger.failed(job("a"), new RetryLater("no detail"), 0);

        assertThat(test.entry("a").attempts()).isEqualTo(1);
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
    }

    @Test
    void an_abandoned_claim_makes_the_job_due_again() {
        test.offerable(List.of(job("a")));
        claims.add("f/a");

        claims.remove("f/a");

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(claims.contains("f/a")).isFalse();
    }

    @Test
    void retry_makes_a_given_up_job_due_with_all_its_attempts() {
        fail("a", new GiveUp("too large"));

        assertThat(ledger.retry("f", "a")).isTrue();

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").attempts()).isZero();
        assertThat(test.entry("a").error()).isNull();
    }

    @Test
    void the_next_attempt_is_the_first_after_a_time() {
        fail("a", new RetryLater("x"));
        long due = test.entry("a").nextAttemptAt().toEpochMilli();

        assertThat(ledger.queries().nextAttempt("f", test.clock().millis())).hasValue(due);
        assertThat(ledger.queries().nextAttempt("f", due)).isEmpty();
        assertThat(ledger.queries().nextAttempt("other", 0)).isEmpty();
    }

    @Test
    void an_attempt_that_got_further_than_any_before_counts_anew() {
        fail("a", new RetryLater("cut"), 0);
        test.clock().tick(Duration.ofSeconds(20));
        fail("a", new RetryLater("cut"), 0);

        for (int mb = 1; mb < 6; mb++) {
            test.clock().tick(Duration.ofSeconds(20));
            fail("a", new RetryLater("cut"), mb << 20);
            assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
            assertThat(test.entry("a").nextAttemptAt())
                    .isBetween(
                            test.clock().instant().plusSeconds(10),
                            test.clock().instant().plusSeconds(12));
        }
        test.clock().tick(Duration.ofSeconds(20));
        fail("a", new RetryLater("cut"), 5 << 20);
        test.clock().tick(Duration.ofSeconds(20));
        fail("a", new RetryLater("cut"), 4 << 20);

        assertThat(test.entry("a").state()).isEqualTo(JobState.GAVE_UP);
        assertThat(test.entry("a").attempts()).isEqualTo(9);
    }

    @Test
    void a_wish_to_be_left_alone_is_obeyed_up_to_the_longest_pause() {
        Instant now = test.clock().instant();

        fail("a", new RetryLater("busy", null, now.plusSeconds(13)), 0);
        fail("b", new RetryLater("busy", null, now.plusSeconds(3600)), 0);
        fail("c", new RetryLater("busy", null, now.plusSeconds(1)), 0);

        assertThat(test.entry("a").nextAttemptAt()).isEqualTo(now.plusSeconds(13));
        assertThat(test.entry("b").nextAttemptAt()).isEqualTo(now.plusSeconds(15));
        assertThat(test.entry("c").nextAttemptAt()).isAfterOrEqualTo(now.plusSeconds(10));
    }

    @Test
    void being_postponed_spends_no_attempt() {
        for (int i = 0; i < 5; i++) {
            fail("a", new Throttled("not now", test.clock().instant().plusSeconds(7)), 0);
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
            fail("a", new RetryThenHold("refused"), 0);
            assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
            test.clock().tick(Duration.ofSeconds(20));
        }
        for (int i = 0; i < 2; i++) {
            fail("a", new RetryThenHold("refused"), 0);
            assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        }
    }

    @Test
    void a_clock_that_is_set_back_keeps_nothing_waiting() {
        fail("a", new RetryLater("x"), 0);
        test.offerable(List.of(job("b")));
        claims.add("f/b");

        test.clock().tick(Duration.ofDays(-1));

        assertThat(test.offerable(List.of(job("a"), job("b")))).hasSize(2);
        assertThat(ledger.queries().offerable("f")).containsExactlyInAnyOrder("a", "b");
        assertThat(test.claims("other").add("f/b")).isTrue();
    }

    @Test
    void only_jobs_that_wait_or_are_in_flight_keep_what_they_have_staged() {
        fail("a", new RetryLater("x"), 0);
        fail("b", new GiveUp("x"), 0);
        deliver(job("c"));
        test.offerable(List.of(job("d")));
        test.claimed("e");

        assertThat(ledger.queries().begun("f")).containsExactlyInAnyOrder("a", "e");
        assertThat(ledger.queries().begun("other")).isEmpty();
    }

    @Test
    void a_list_larger_than_one_query_is_looked_up_whole() {
        List<Job> many = IntStream.range(0, 1200).mapToObj(i -> job("j" + i)).toList();

        assertThat(test.offerable(many)).hasSize(1200);
        deliver(job("j7"));
        assertThat(test.offerable(many)).hasSize(1199);
    }

    @Test
    void what_was_recorded_is_there_after_opening_again() {
        deliver(job("a"));
        test.close();

        test = new TestLedger(folder);

        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERED);
    }

    @Test
    @Timeout(20)
    void what_must_survive_a_loss_of_power_is_not_among_the_notes() {
        test.offerable(List.of(job("b")));
        Job claimed = test.claimed("a");
        List<Handle> notes = Stream.generate(test.database().notes()::open)
                .limit(LedgerDatabase.CONNECTIONS)
                .toList();

        ledger.delivered(claimed, new Delivery("/drop/manifest.json", List.of(FILE)));
        ledger.failed(job("b"), new RetryLater("reset"), 0);
        ledger.register("f", List.of("c"));

        notes.forEach(Handle::close);
        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERED);
        assertThat(test.entry("b").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("c").state()).isEqualTo(JobState.OPEN);
    }

    private void fail(String id, JobFailure failure) {
        fail(id, failure, 0);
    }

    private void fail(String id, JobFailure failure, long staged) {
        test.offerable(List.of(job(id)));
        Job claimed = job(id).claimedAs(claims.claim("f", id).orElseThrow());
        ledger.failed(claimed, failure, staged);
        claims.remove("f/" + id);
    }

    private void deliver(Job job) {
        test.offerable(List.of(job));
        Job claimed = job.claimedAs(claims.claim("f", job.id()).orElseThrow());
        ledger.delivered(claimed, new Delivery("/drop/manifest.json", List.of(FILE)));
        claims.confirm("f/" + job.id());
    }
}
