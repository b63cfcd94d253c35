package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
    void a_claim_forgets_why_the_job_waited() {
        test.jobs().failed(job("a"), new RetryLater("busy"), 0);
        test.clock().tick(Duration.ofSeconds(20));

        claims.add("f/a");

        assertThat(test.entry("a").error()).isNull();
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
    void at_the_start_nothing_else_is_in_flight() {
        test.claims("before").add("f/a");

        assertThat(claims.takeOver()).isEqualTo(1);
        assertThat(claims.takeOver()).isZero();

        assertThat(claims.add("f/a")).isTrue();
    }

    @Test
    void the_ledger_cannot_be_cleared() {
        assertThatThrownBy(claims::clear)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("the ledger is kept; delete its file to start anew");
    }

    @Test
    void leases_are_renewed_by_a_thread_that_ends_with_the_claims_and_keeps_no_process_alive() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        claims.start();
        Thread renewals = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().equals("jobdrop-leases"))
                .findFirst()
                .orElseThrow();
        assertThat(renewals.isDaemon()).isTrue();

        claims.stop();

        renewals.join(10_000);
        assertThat(renewals.isAlive()).isFalse();
    }
}
