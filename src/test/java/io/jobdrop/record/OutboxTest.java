package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Claim;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.EventType;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Verdict;
import io.jobdrop.metrics.Meters;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @AutoClose
    private final TestLedger ledger;

    private final JobLedger jobs;
    private final WaitingNotices waiting;
    private Set<EventType> wanted = EnumSet.allOf(EventType.class);

    OutboxTest(@TempDir Path folder) {
        ledger = new TestLedger(folder);
        waiting = new WaitingNotices(ledger.database());
        jobs = new JobLedger(
                ledger.database(),
                ledger.clock(),
                ledger.retries(),
                text -> text.replace("s3cret", "***"),
                Meters.NONE,
                new Outbox(feed -> feed.equals("f") ? wanted : Set.of(), ledger.clock()));
    }

    @Test
    void a_job_is_told_when_its_state_or_its_reason_changes() {
        held("A");
        held("A");
        assertThat(told()).containsExactly("j held A");

        held("B");
        assertThat(told()).containsExactly("j held B");

        jobs.recordStatus(job("j"), new Verdict(JobState.OPEN, "running", ""));
        held("B");
        assertThat(told()).containsExactly("j held B");
    }

    @Test
    void what_differs_at_each_request_makes_no_other_reason() {
        held("the vendor answered request 2f1c9a77-01 at 2026-01-02T03:04:05Z");
        held("the vendor answered request 88aa12ff-02 at 2026-01-02T03:09:05Z");

        assertThat(told()).hasSize(1);
    }

    @Test
    void a_job_that_is_held_at_each_attempt_is_told_once_until_people_retry_it() {
        attempt(new Held("no such address"));
        attempt(new Held("no such address"));
        assertThat(told()).containsExactly("j held no such address");

        ledger.actions().retry("f", "j");
        attempt(new Held("no such address"));

        assertThat(told()).containsExactly("j held no such address");
    }

    @Test
    void a_job_that_is_given_up_is_told_each_time_and_a_failed_attempt_is_not() {
        attempt(new RetryLater("the disk is full"));
        attempt(new RetryLater("the disk is full"));
        assertThat(told()).isEmpty();

        attempt(new RetryLater("the disk is full"));
        assertThat(told()).containsExactly("j gave-up the disk is full");

        ledger.actions().retry("f", "j");
        attempt(new RetryLater("the disk is full"));
        attempt(new RetryLater("the disk is full"));
        attempt(new RetryLater("the disk is full"));
        assertThat(told()).containsExactly("j gave-up the disk is full");
    }

    @Test
    void secrets_stand_in_no_notice() {
        held("the key s3cret is refused");
        jobs.polled("f", "s3cret is refused");

        assertThat(told()).containsExactly("j held the key *** is refused", " poll-failed *** is refused");
    }

    @Test
    void a_manifest_that_no_receiver_takes_is_told_by_its_place() {
        jobs.delivered(
                ledger.claimed("j"),
                new Delivery("/drop/m.json", List.of(), "{\"a\":\"" + "x".repeat(Outbox.LONGEST_MANIFEST) + "\"}"));

        assertThat(waiting.take("f", ledger.clock().instant()).orElseThrow().data())
                .contains("\"state\":\"delivered\"", "\"manifest\":\"/drop/m.json\"")
                .doesNotContain("xxx");
    }

    @Test
    void what_is_not_recorded_is_not_told() {
        Job lost = job("j").claimedAs(new Claim("nobody", 7, false, 1, 1));

        assertThatThrownBy(() -> jobs.delivered(lost, new Delivery(null, List.of(), "{}")))
                .isInstanceOf(ClaimLost.class);

        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    void nothing_is_written_when_nobody_wants_to_know() {
        wanted = Set.of();
        held("A");
        jobs.polled("f", "B");
        jobs.recordStatus(Job.known("g", "v", "j"), new Verdict(JobState.FAILED, "failed", "C"));

        assertThat(waiting.isEmpty()).isTrue();
        wanted = EnumSet.allOf(EventType.class);
        jobs.polled("f", null);
        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    void a_poll_is_told_when_it_begins_to_fail_fails_otherwise_and_goes_well_again() {
        jobs.polled("f", null);
        jobs.polled("f", "A");
        jobs.polled("f", "A");
        jobs.polled("f", "B");
        jobs.polled("f", null);
        jobs.polled("f", null);

        assertThat(told()).containsExactly(" poll-failed A", " poll-failed B", " poll-recovered B");
    }

    @Test
    void a_later_notice_of_a_job_waits_for_the_earlier_one_and_others_go_on() {
        held("A");
        held("B");
        jobs.recordStatus(job("k"), new Verdict(JobState.FAILED, "failed", "C"));
        Notice first = waiting.take("f", ledger.clock().instant()).orElseThrow();
        waiting.failed(first, "down", ledger.clock().instant().plusSeconds(9));

        assertThat(told()).containsExactly("k failed C");

        ledger.clock().tick(Duration.ofSeconds(10));
        assertThat(told()).containsExactly("j held A", "j held B");
    }

    @Test
    void what_was_tried_before_a_start_is_due_at_once() {
        held("A");
        Notice first = waiting.take("f", ledger.clock().instant()).orElseThrow();
        waiting.failed(first, "down", ledger.clock().instant().plusSeconds(900));

        waiting.makeDue(ledger.clock().instant());

        assertThat(waiting.take("f", ledger.clock().instant()).orElseThrow()).isEqualTo(first);
    }

    @Test
    void what_somebody_has_taken_is_nobody_elses_until_the_time_for_it_is_over() {
        held("A");
        Notice first = waiting.take("f", ledger.clock().instant()).orElseThrow();

        assertThat(waiting.isDue("f", ledger.clock().instant())).isFalse();
        assertThat(waiting.take("f", ledger.clock().instant())).isEmpty();

        ledger.clock().tick(WaitingNotices.HOLD);
        assertThat(waiting.take("f", ledger.clock().instant())).contains(first);
    }

    @Test
    void what_is_too_old_or_too_much_is_dropped_the_oldest_first() {
        held("A");
        ledger.clock().tick(Duration.ofMinutes(1));
        held("B");
        held("C");
        held("D");

        assertThat(waiting.drop(ledger.clock().instant(), 2)).isEqualTo(Map.of("f", 2));
        assertThat(told()).containsExactly("j held C", "j held D");
        assertThat(waiting.drop(ledger.clock().instant(), 2)).isEmpty();
    }

    private void held(String reason) {
        jobs.recordStatus(job("j"), new Verdict(JobState.HELD, "odd", reason));
    }

    // As a poll does it: the job is completed, claimed, and fails.
    private void attempt(JobFailure failure) {
        jobs.recordStatus(job("j"), new Verdict(JobState.DUE, "completed", ""));
        LedgerClaims claims = ledger.claims("me");
        ledger.clock().tick(Duration.ofMinutes(1));
        Job claimed = job("j").claimedAs(claims.claim("f", "j").orElseThrow());
        jobs.failed(claimed, failure, 0);
        claims.remove("f/j");
    }

    // Takes all notices that are due out of the outbox.
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (var next = waiting.take("f", ledger.clock().instant());
                next.isPresent();
                next = waiting.take("f", ledger.clock().instant())) {
            Notice notice = next.get();
            String reason = notice.data().replaceAll(".*\"reason\":\"([^\"]*)\".*", "$1");
            told.add(notice.jobId() + " " + notice.event().type().word() + " " + reason);
            waiting.sent(notice);
        }
        return told;
    }
}
