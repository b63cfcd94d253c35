package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Claim;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Intent;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerClaimsTest {
    @TempDir
    Path folder;

    private TestLedger test;
    private LedgerClaims claims;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
        claims = test.claims("me");
        test.jobs().register("f", List.of("a", "b/c"));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void a_claimed_job_is_in_delivery_and_its_attempt_is_counted() {
        assertThat(claims.add("f/a")).isTrue();

        assertThat(claims.contains("f/a")).isTrue();
        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERING);
        assertThat(test.entry("a").attempts()).isEqualTo(1);
    }

    @Test
    void a_job_that_is_not_to_be_had_is_not_in_flight() {
        test.claims("other").add("f/a");

        assertThat(claims.add("f/a")).isFalse();
        assertThat(claims.add("f/unknown")).isFalse();

        assertThat(claims.contains("f/a")).isFalse();
        assertThat(claims.contains("f/unknown")).isFalse();
    }

    @Test
    void an_id_may_hold_what_stands_between_feed_and_id() {
        assertThat(claims.add("f/b/c")).isTrue();

        assertThat(test.entry("b/c").state()).isEqualTo(JobState.DELIVERING);
    }

    @Test
    void a_claim_ends_the_wait_and_keeps_the_reason_of_the_last_attempt() {
        test.jobs().failed(job("a"), new RetryLater("busy"), 0);
        test.clock().tick(Duration.ofSeconds(20));

        claims.add("f/a");

        assertThat(test.entry("a").error()).isEqualTo("busy");
        assertThat(test.entry("a").nextAttemptAt()).isNull();
    }

    @Test
    void a_confirmed_job_is_not_in_flight_any_more_and_keeps_its_state() {
        claims.add("f/a");

        assertThat(claims.confirm("f/a")).isTrue();

        assertThat(claims.contains("f/a")).isFalse();
        assertThat(claims.confirm("f/a")).isFalse();
        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERING);
    }

    @Test
    void an_abandoned_job_is_due_again_and_not_in_flight() {
        claims.add("f/a");

        assertThat(claims.remove("f/a")).isTrue();

        assertThat(claims.contains("f/a")).isFalse();
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
    }

    @Test
    void nobody_abandons_the_work_of_another() {
        test.claims("other").add("f/a");

        claims.remove("f/a");

        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERING);
    }

    @Test
    void the_work_of_the_dead_is_taken_over_and_that_of_others_is_not() {
        test.claims("dead").add("f/a");
        test.claims("stopped").add("f/b/c");

        assertThat(claims.takeOver("dead"::equals)).isEqualTo(1);
        assertThat(claims.takeOver("dead"::equals)).isZero();

        assertThat(claims.add("f/a")).isTrue();
        assertThat(claims.add("f/b/c")).isFalse();
    }

    @Test
    void each_claim_of_a_job_has_a_higher_fence_and_knows_whether_the_one_before_has_ended() {
        assertThat(claims.claim("f", "a")).contains(new Claim("me", 1, true));
        claims.remove("f/a");
        assertThat(claims.claim("f", "a")).contains(new Claim("me", 2, true, 1, 2));

        test.clock().tick(Duration.ofSeconds(61));
        assertThat(test.claims("other").claim("f", "a")).contains(new Claim("other", 3, false, 1, 3));

        claims.takeOver("other"::equals);
        assertThat(claims.claim("f", "a")).contains(new Claim("me", 4, true, 1, 4));
    }

    @Test
    void a_claim_is_put_into_the_job_of_the_exchange() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty("job", job("a"));

        assertThat(claims.add(exchange, "f/a")).isTrue();

        assertThat(exchange.getProperty("job", Job.class).claim()).isEqualTo(new Claim("me", 1, true));
        assertThat(claims.add(exchange, "f/a")).isFalse();
    }

    @Test
    void whoever_lost_a_claim_changes_nothing() {
        Job lost = test.claimed("a");
        test.clock().tick(Duration.ofSeconds(61));
        Job valid = test.claimed(job("a"), "other");
        LedgerEntry before = test.entry("a");

        assertThatThrownBy(() -> test.jobs().delivered(lost, new Delivery(null, List.of())))
                .isInstanceOf(ClaimLost.class)
                .hasMessage("f job a is not claimed by this process any more; another attempt delivers it");
        assertThatThrownBy(() -> test.jobs().failed(lost, new RetryLater("late"), 9))
                .isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> test.intents().write(lost, List.of(new Intent(1, "f/a/x", 3, "abc"))))
                .isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> test.intents().confirm(lost)).isInstanceOf(ClaimLost.class);
        claims.remove("f/a");

        assertThat(test.entry("a")).isEqualTo(before);
        assertThat(test.intents().isOwn(lost, "f/a/x", "abc")).isFalse();
        test.jobs().delivered(valid, new Delivery(null, List.of()));
        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERED);
    }

    @Test
    void a_failure_before_the_claim_leaves_a_job_in_flight_alone() {
        test.claimed("a");

        assertThatThrownBy(() -> test.jobs().failed(job("a"), new RetryLater("late"), 0))
                .isInstanceOf(ClaimLost.class);

        assertThat(test.entry("a").state()).isEqualTo(JobState.DELIVERING);
    }

    @Test
    void an_intent_is_known_to_later_claims_until_the_job_is_delivered() {
        Job first = test.claimed("a");
        test.intents().write(first, List.of(new Intent(1, "f/a/x", 3, "abc"), new Intent(2, "f/a/y", 3, "def")));
        test.intents().write(first, List.of(new Intent(2, "f/a/y", 3, "new")));
        test.clock().tick(Duration.ofSeconds(61));
        Job second = test.claimed(job("a"), "other");

        assertThat(test.intents().isOwn(second, "f/a/x", "abc")).isTrue();
        assertThat(test.intents().isOwn(second, "f/a/y", "new")).isTrue();
        assertThat(test.intents().isOwn(second, "f/a/y", "def")).isFalse();
        assertThat(test.intents().isOwn(second, "f/a/y", "abc")).isFalse();

        test.jobs().delivered(second, new Delivery(null, List.of()));
        assertThat(test.intents().isOwn(second, "f/a/x", "abc")).isFalse();
    }

    @Test
    void nothing_is_claimed_of_a_ledger_that_is_not_sound() {
        LedgerClaims unsound = new LedgerClaims(test.database(), test.clock(), test.retries(), "me", () -> false);

        assertThat(unsound.add("f/a")).isFalse();

        assertThat(test.entry("a").state()).isEqualTo(JobState.OPEN);
    }

    @Test
    void the_ledger_cannot_be_cleared() {
        assertThatThrownBy(claims::clear)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("the ledger is kept; delete its file to start anew");
    }

    @Test
    void leases_are_renewed_by_a_thread_that_ends_with_the_renewals_and_keeps_no_process_alive() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Thread thread;
        try (LeaseRenewals renewals = new LeaseRenewals(test.database(), test.clock(), List.of(claims), () -> true)) {
            renewals.start();
            thread = Thread.getAllStackTraces().keySet().stream()
                    .filter(other -> !before.contains(other) && other.getName().equals("jobdrop-leases"))
                    .findFirst()
                    .orElseThrow();
            assertThat(thread.isDaemon()).isTrue();
        }

        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }
}
