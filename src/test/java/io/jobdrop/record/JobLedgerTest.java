package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
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

/** Jobs that are offered, claimed and delivered, and what is left of them after a crash. */
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
        assertThat(test.actions().retry("f", "a")).isFalse();
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
    void an_abandoned_claim_makes_the_job_due_again() {
        test.offerable(List.of(job("a")));
        claims.add("f/a");

        claims.remove("f/a");

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(claims.contains("f/a")).isFalse();
    }

    @Test
    void a_clock_that_is_set_back_keeps_nothing_waiting() {
        test.fail("a", new RetryLater("x"), 0);
        test.offerable(List.of(job("b")));
        claims.add("f/b");

        test.clock().tick(Duration.ofDays(-1));

        assertThat(test.offerable(List.of(job("a"), job("b")))).hasSize(2);
        assertThat(ledger.queries().offerable("f")).containsExactlyInAnyOrder("a", "b");
        assertThat(test.claims("other").add("f/b")).isTrue();
    }

    @Test
    void only_jobs_that_wait_or_are_in_flight_keep_what_they_have_staged() {
        test.fail("a", new RetryLater("x"), 0);
        test.fail("b", new GiveUp("x"), 0);
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

    private void deliver(Job job) {
        test.offerable(List.of(job));
        Job claimed = job.claimedAs(claims.claim("f", job.id()).orElseThrow());
        ledger.delivered(claimed, new Delivery("/drop/manifest.json", List.of(FILE)));
        claims.confirm("f/" + job.id());
    }
}
