package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.deliver.DeliveredFile;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
        assertThat(ledger.offerable(List.of(job("a"), job("b"), job("a")))).containsExactly(job("a"), job("b"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.OPEN);
        assertThat(test.entry("a").firstSeenAt()).isEqualTo(test.clock().instant());
    }

    @Test
    void a_delivered_job_is_never_offered_claimed_or_changed_again() {
        deliver(job("a"));

        assertThat(ledger.offerable(List.of(job("a")))).isEmpty();
        assertThat(claims.add("f/a")).isFalse();
        ledger.note(job("a"), new Verdict(JobState.EMPTY, "completed", ""));
        assertThat(ledger.failed(job("a"), new GiveUp("late"))).isEqualTo(JobState.GAVE_UP);
        assertThat(ledger.retry("f", "a")).isFalse();
        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERED);
        assertThat(test.entry("a").files()).containsExactly(FILE);
        assertThat(test.entry("a").deliveredAt()).isEqualTo(test.clock().instant());
    }

    @Test
    void one_of_many_workers_gets_the_claim() throws Exception {
        ledger.offerable(List.of(job("a")));
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
        ledger.offerable(List.of(job("a")));
        claims.add("f/a");
        LedgerClaims other = test.claims("other");

        assertThat(ledger.offerable(List.of(job("a")))).isEmpty();
        assertThat(other.add("f/a")).isFalse();
        test.clock().tick(Duration.ofSeconds(61));
        assertThat(ledger.offerable(List.of(job("a")))).hasSize(1);
        assertThat(other.add("f/a")).isTrue();
        assertThat(test.entry("a").attempts()).isEqualTo(2);
    }

    @Test
    void the_next_start_takes_over_at_once_what_was_in_flight() {
        ledger.offerable(List.of(job("a"), job("b")));
        claims.add("f/a");

        assertThat(claims.takeOver()).isEqualTo(1);

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(ledger.offerable(List.of(job("a")))).hasSize(1);
    }

    @Test
    void a_passing_failure_waits_longer_each_time_and_ends_when_the_attempts_are_spent() {
        fail("a", new RetryLater("first"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").error()).isEqualTo("first");
        assertThat(test.entry("a").nextAttemptAt())
                .isEqualTo(test.clock().instant().plusSeconds(10));
        assertThat(ledger.offerable(List.of(job("a")))).isEmpty();

        test.clock().tick(Duration.ofSeconds(10));
        assertThat(ledger.offerable(List.of(job("a")))).hasSize(1);
        fail("a", new RetryLater("second"));
        assertThat(test.entry("a").nextAttemptAt())
                .isEqualTo(test.clock().instant().plusSeconds(15));

        test.clock().tick(Duration.ofSeconds(15));
        fail("a", new RetryLater("third"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.GAVE_UP);
        assertThat(test.entry("a").attempts()).isEqualTo(3);
        assertThat(ledger.offerable(List.of(job("a")))).isEmpty();
    }

    @Test
    void being_held_spends_no_attempt_and_the_job_is_offered_at_each_poll() {
        for (int poll = 0; poll < 5; poll++) {
            assertThat(ledger.offerable(List.of(job("a")))).hasSize(1);
            fail("a", new Held("strange"));
        }

        assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        assertThat(test.entry("a").attempts()).isZero();
    }

    @Test
    void a_failure_before_the_claim_counts_as_an_attempt_too() {
        ledger.failed(job("a"), new RetryLater("no detail"));

        assertThat(test.entry("a").attempts()).isEqualTo(1);
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
    }

    @Test
    void an_abandoned_claim_makes_the_job_due_again() {
        ledger.offerable(List.of(job("a")));
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
        long due = test.clock().millis() + 10_000;

        assertThat(ledger.queries().nextAttempt("f", test.clock().millis())).hasValue(due);
        assertThat(ledger.queries().nextAttempt("f", due)).isEmpty();
        assertThat(ledger.queries().nextAttempt("other", 0)).isEmpty();
    }

    @Test
    void a_list_larger_than_one_query_is_looked_up_whole() {
        List<Job> many = IntStream.range(0, 1200).mapToObj(i -> job("j" + i)).toList();

        assertThat(ledger.offerable(many)).hasSize(1200);
        deliver(job("j7"));
        assertThat(ledger.offerable(many)).hasSize(1199);
    }

    @Test
    void what_was_recorded_is_there_after_opening_again() {
        deliver(job("a"));
        test.close();

        test = new TestLedger(folder);

        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERED);
    }

    private void fail(String id, io.jobdrop.job.JobFailure failure) {
        ledger.offerable(List.of(job(id)));
        assertThat(claims.add("f/" + id)).isTrue();
        ledger.failed(job(id), failure);
        claims.remove("f/" + id);
    }

    private void deliver(Job job) {
        ledger.offerable(List.of(job));
        claims.add("f/" + job.id());
        ledger.delivered(job, List.of(FILE));
        claims.confirm("f/" + job.id());
    }
}
