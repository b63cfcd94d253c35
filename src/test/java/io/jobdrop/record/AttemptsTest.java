package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Throttled;
import io.jobdrop.record.Attempt.Outcome;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of the attempts to deliver a job. */
class AttemptsTest {
    private static final Delivery DELIVERY =
            new Delivery("/drop/manifest.json", List.of(new DeliveredFile("a.csv", 3, "abc", "/drop/a.csv")));

    @TempDir
    Path folder;

    private TestLedger test;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void a_delivery_has_its_times_its_bytes_and_its_node() {
        Job claimed = test.claimed("a");
        Instant began = test.clock().instant();
        test.clock().tick(Duration.ofSeconds(2));
        test.jobs().delivered(claimed, DELIVERY);

        assertThat(attempts("a"))
                .containsExactly(new Attempt(began, began.plusSeconds(2), Outcome.DELIVERED, null, 3, "me", 1));
    }

    @Test
    void a_failure_that_left_bytes_makes_the_next_delivery_a_resumed_one() {
        test.fail("a", new RetryLater("it broke off s3cret", null), 10);
        test.clock().tick(Duration.ofMinutes(1));
        test.jobs().delivered(test.claimed("a"), DELIVERY);

        assertThat(attempts("a"))
                .extracting(Attempt::outcome, Attempt::reason, Attempt::bytes)
                .containsExactly(tuple(Outcome.RESUMED, null, 3L), tuple(Outcome.FAILED, "it broke off ***", 10L));
    }

    @Test
    void what_a_vendor_wants_later_is_postponed() {
        test.fail("a", new Throttled("v has too many requests", test.clock().instant()));

        assertThat(attempts("a")).extracting(Attempt::outcome).containsExactly(Outcome.POSTPONED);
    }

    @Test
    void what_fails_in_the_same_way_at_each_poll_is_told_once() {
        test.offerable(List.of(job("a")));
        Instant first = test.clock().instant();
        for (int poll = 0; poll < 5; poll++) {
            test.jobs().failed(job("a"), new Held("no such field"), 0);
            test.clock().tick(Duration.ofMinutes(5));
        }
        test.jobs().failed(job("a"), new Held("another reason"), 0);

        assertThat(attempts("a")).extracting(Attempt::reason).containsExactly("another reason", "no such field");
        Attempt repeated = attempts("a").get(1);
        assertThat(repeated.times()).isEqualTo(5);
        assertThat(repeated.startedAt()).isEqualTo(first);
        assertThat(repeated.endedAt()).isEqualTo(first.plus(Duration.ofMinutes(20)));
        assertThat(repeated.node()).isNull();
    }

    @Test
    void only_the_last_twenty_are_kept() {
        test.offerable(List.of(job("a"), job("b")));
        test.jobs().failed(job("b"), new Held("other"), 0);
        for (int number = 1; number <= 25; number++) {
            test.jobs().failed(job("a"), new Held("reason " + number), 0);
        }

        assertThat(attempts("a"))
                .hasSize(20)
                .extracting(Attempt::reason)
                .startsWith("reason 25")
                .endsWith("reason 6");
        assertThat(attempts("b")).hasSize(1);
    }

    @Test
    void a_process_that_died_leaves_an_interrupted_attempt() {
        Instant began = test.clock().instant();
        test.claimed(job("a"), "dead");
        test.claimed(job("b"), "alive");
        test.clock().tick(Duration.ofSeconds(5));
        test.claims("me").takeOver("dead"::equals);

        assertThat(attempts("a"))
                .containsExactly(new Attempt(
                        began, began.plusSeconds(5), Outcome.INTERRUPTED, "its process died", 0, "dead", 1));
        assertThat(attempts("b")).isEmpty();
    }

    @Test
    void a_lease_that_ran_out_leaves_an_interrupted_attempt() {
        test.claimed(job("a"), "dead");
        test.clock().tick(LedgerClaims.LEASE.plusSeconds(1));
        test.claimed(job("a"), "me");

        assertThat(attempts("a")).extracting(Attempt::node).containsExactly("dead");
    }

    @Test
    void a_claim_that_is_given_back_leaves_an_interrupted_attempt() {
        test.offerable(List.of(job("a")));
        LedgerClaims claims = test.claims("me");
        claims.claim("f", "a");
        claims.remove("f/a");
        claims.remove("f/a");

        assertThat(attempts("a")).extracting(Attempt::reason).containsExactly("the process stopped");
    }

    @Test
    void the_ledger_holds_no_more_attempts_of_a_job_than_are_kept() {
        for (int i = 0; i < Attempts.KEPT + 5; i++) {
            test.jobs().failed(job("a"), new RetryLater("reason " + "x".repeat(i)), 0);
        }

        int rows = test.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM attempt")
                        .mapTo(Integer.class)
                        .one());
        assertThat(rows).isEqualTo(Attempts.KEPT);
    }

    private List<Attempt> attempts(String id) {
        return test.jobs().queries().attempts("f", id);
    }
}
