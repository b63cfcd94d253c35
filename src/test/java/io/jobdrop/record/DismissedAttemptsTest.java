package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Claim;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Held;
import io.jobdrop.job.Intent;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do to a job while an attempt is under way, and what the ledger says of it meanwhile. */
class DismissedAttemptsTest {
    @AutoClose
    private final TestLedger test;

    private final JobLedger ledger;
    private final JobActions actions;

    DismissedAttemptsTest(@TempDir Path folder) {
        test = new TestLedger(folder);
        ledger = test.jobs();
        actions = test.actions();
    }

    @Test
    void an_attempt_whose_job_is_dismissed_neither_publishes_nor_records() {
        Job running = test.claimed("a");

        assertThat(actions.dismiss("f", "a", "too large")).isTrue();

        assertThatThrownBy(() -> test.intents().write(running, List.of(new Intent(1, "f/a/a.csv", 3, "abc"))))
                .isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> test.intents().confirm(running)).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> ledger.failed(running, new RetryLater("x"), 0)).isInstanceOf(ClaimLost.class);
        assertThat(test.entry("a").state()).isEqualTo(JobState.DISMISSED);
        assertThat(test.entry("a").error()).isEqualTo("too large");
        assertThat(ledger.queries().attempts("f", "a"))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.reason()).isEqualTo("it was dismissed"));
    }

    @Test
    void a_job_dismissed_just_after_its_files_were_published_says_that_they_stay() {
        Job running = test.claimed("a");
        test.intents().write(running, List.of(new Intent(1, "f/a/a.csv", 3, "abc")));

        actions.dismiss("f", "a", "x");

        assertThatThrownBy(() -> ledger.delivered(running, new Delivery("m", List.of())))
                .hasMessage("f job a was dismissed just after its files were published; they stay at the destination,"
                        + " and jobdrop retry records them");
        actions.retry("f", "a");
        Job again = test.claimed("a");
        assertThat(test.intents().isOwn(again, "f/a/a.csv", "abc")).isTrue();
    }

    @Test
    void a_job_delivered_before_it_is_dismissed_stays_delivered() {
        ledger.delivered(test.claimed("a"), new Delivery("m", List.of()));

        assertThat(actions.dismiss("f", "a", "x")).isFalse();
    }

    @Test
    void what_a_dismissed_attempt_still_stages_is_taken_over_by_nobody() {
        LedgerClaims claims = test.claims("me");
        Claim first = claims.claim("f", enter("a")).orElseThrow();
        Job running = job("a").claimedAs(first);
        actions.dismiss("f", "a", "x");
        actions.retry("f", "a");
        ledger.failed(job("a"), new RetryLater("no answer"), 0);
        test.clock().tick(Duration.ofHours(1));

        Claim second = claims.claim("f", "a").orElseThrow();

        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.resumes()).isFalse();
        assertThatThrownBy(() -> test.intents().confirm(running)).isInstanceOf(ClaimLost.class);
        assertThat(ledger.queries().attempts("f", "a"))
                .extracting(Attempt::reason)
                .containsExactly("no answer", "it was dismissed");
    }

    @Test
    void a_retry_gives_an_attempt_under_way_all_attempts_and_leaves_it_alone() {
        test.fail("a", new RetryLater("busy"));
        test.clock().tick(Duration.ofHours(1));
        Job running = test.claimed("a");

        assertThat(actions.retry("f", "a")).isTrue();

        assertThat(test.entry("a").attempts()).isEqualTo(1);
        test.intents().confirm(running);
        test.clock().tick(LedgerClaims.LEASE.plus(Duration.ofSeconds(1)));
        assertThat(actions.retry("f", "a")).isTrue();
        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
    }

    @Test
    void the_reason_of_the_last_attempt_stays_until_a_delivery_succeeds() {
        test.fail("a", new RetryLater("busy"));
        test.clock().tick(Duration.ofHours(1));
        ledger.recordStatus(job("a"), new Verdict(JobState.DUE, "completed", ""));
        assertThat(test.entry("a").error()).isEqualTo("busy");

        Job running = test.claimed("a");
        assertThat(test.entry("a").error()).isEqualTo("busy");
        ledger.failed(running, new Held("odd"), 0);
        ledger.recordStatus(job("a"), new Verdict(JobState.DUE, "completed", ""));
        Job last = test.claimed("a");
        assertThat(test.entry("a").error()).isEqualTo("odd");

        ledger.delivered(last, new Delivery("m", List.of()));
        assertThat(test.entry("a").error()).isNull();
    }

    @Test
    void a_failure_of_the_vendor_is_no_reason_of_a_job_that_it_completed_after_all() {
        ledger.recordStatus(job("a"), new Verdict(JobState.FAILED, "failed", "codec"));
        ledger.recordStatus(job("a"), new Verdict(JobState.DUE, "completed", ""));

        assertThat(test.entry("a").error()).isNull();
    }

    private String enter(String id) {
        ledger.register("f", List.of(id));
        return id;
    }
}
