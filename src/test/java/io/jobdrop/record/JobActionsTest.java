package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Intent;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do to jobs, and what polls and workers make of it. */
class JobActionsTest {
    private static final DeliveredFile FILE = new DeliveredFile("a.csv", 3, "abc", "/drop/f/a/a.csv");

    @TempDir
    Path folder;

    private TestLedger test;
    private JobLedger ledger;
    private JobActions actions;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
        ledger = test.jobs();
        actions = test.actions();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void a_dismissed_job_keeps_its_reason_as_one_short_line_without_secrets() {
        ledger.register("f", List.of("a"));

        assertThat(actions.dismiss("f", "a", "asked\nby \u001b[31msales, s3cret " + "x ".repeat(200)))
                .isTrue();

        assertThat(test.entry("a").state()).isEqualTo(JobState.DISMISSED);
        assertThat(test.entry("a").error())
                .startsWith("asked by  [31msales, *** x x")
                .endsWith("x…")
                .hasSizeLessThan(210);
        assertThat(test.entry("a").nextAttemptAt()).isNull();
        assertThat(actions.dismiss("f", "a", "another reason")).isTrue();
        assertThat(test.entry("a").error()).isEqualTo("another reason");
        assertThatThrownBy(() -> actions.dismiss("f", "a", " \n\t")).hasMessageContaining("the reason is empty");
    }

    @Test
    void every_job_that_is_not_delivered_can_be_dismissed() {
        for (JobState state : List.of(JobState.OPEN, JobState.DUE, JobState.HELD, JobState.FAILED)) {
            ledger.recordStatus(job(state.word()), new Verdict(state, "word", "why"));
            assertThat(actions.dismiss("f", state.word(), "x")).isTrue();
        }
        ledger.failed(job("gave-up"), new GiveUp("x"), 0);
        assertThat(actions.dismiss("f", "gave-up", "x")).isTrue();

        ledger.recordStatus(job("empty"), new Verdict(JobState.EMPTY, "word", ""));
        deliver("delivered");
        test.claimed("delivering");
        assertThat(actions.dismiss("f", "delivering", "x")).isTrue();
        for (String left : List.of("empty", "delivered", "unknown")) {
            assertThat(actions.dismiss("f", left, "x")).isFalse();
        }
        assertThat(actions.found("f", "delivered")).isEqualTo("f job delivered is delivered");
        assertThat(actions.found("f", "unknown")).isEqualTo("f job unknown is not in the ledger");
    }

    @Test
    void what_a_dead_worker_left_can_be_dismissed_and_the_worker_records_nothing_any_more() {
        Job late = test.claimed("a");
        test.clock().tick(LedgerClaims.LEASE.plus(Duration.ofSeconds(1)));

        assertThat(actions.dismiss("f", "a", "x")).isTrue();

        assertThatThrownBy(() -> ledger.delivered(late, new Delivery("m", List.of(FILE))))
                .isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> ledger.failed(late, new GiveUp("late"), 0)).isInstanceOf(ClaimLost.class);
        assertThat(test.entry("a").state()).isEqualTo(JobState.DISMISSED);
    }

    @Test
    void nothing_that_the_vendor_says_changes_a_dismissed_job_until_it_is_retried() {
        Job completed = job("a").saying(new Statement(Statement.Rank.COMPLETED, "completed", "2", "1"));
        ledger.recordStatus(job("a"), new Verdict(JobState.FAILED, "failed", "no"));
        actions.dismiss("f", "a", "x");

        assertThat(test.offerable(List.of(completed))).isEmpty();
        ledger.recordStatus(completed, new Verdict(JobState.DUE, "completed", ""));
        assertThat(ledger.failed(job("a"), new GiveUp("refused id"), 0)).isEqualTo(JobState.DISMISSED);
        assertThat(ledger.register("f", List.of("a"))).isZero();
        assertThat(test.claims("me").claim("f", "a")).isEmpty();
        assertThat(test.entry("a").error()).isEqualTo("x");

        assertThat(actions.retry("f", "a")).isTrue();
        assertThat(test.offerable(List.of(completed))).hasSize(1);
        assertThat(test.entry("a").error()).isNull();
    }

    @Test
    void a_job_to_be_delivered_once_more_keeps_the_record_of_its_files() {
        deliver("a");

        assertThat(actions.redeliver("f", "a")).isTrue();

        assertThat(test.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(test.entry("a").files()).containsExactly(FILE);
        assertThat(test.entry("a").manifest()).endsWith("/manifest of a");
        assertThat(test.entry("a").deliveredAt()).isNotNull();
        assertThat(actions.redeliver("f", "a")).isFalse();
        assertThat(test.claims("me").claim("f", "a")).isPresent();
    }

    @Test
    void a_vendor_that_offers_no_file_any_more_holds_the_job() {
        deliver("a");
        actions.redeliver("f", "a");

        ledger.recordStatus(job("a"), new Verdict(JobState.EMPTY, "completed", "it has expired"));
        assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        assertThat(test.entry("a").error())
                .isEqualTo("it is to be delivered once more, and the vendor offers no file of it any more"
                        + " (it has expired)");
        ledger.recordStatus(job("a"), new Verdict(JobState.FAILED, "failed", ""));
        assertThat(test.entry("a").state()).isEqualTo(JobState.HELD);
        assertThat(test.entry("a").files()).containsExactly(FILE);
    }

    @Test
    void nothing_is_published_under_other_names_than_before() {
        deliver("a");
        actions.redeliver("f", "a");
        Job again = job("a").claimedAs(test.claims("me").claim("f", "a").orElseThrow());

        for (List<Intent> other : List.of(
                List.of(new Intent(1, "f/a/b.csv", 3, "abc")),
                List.of(new Intent(1, "f/a/a.csv", 3, "abc"), new Intent(2, "f/a/b.csv", 3, "abc")),
                List.<Intent>of())) {
            assertThatThrownBy(() -> test.intents().write(again, other))
                    .isInstanceOf(GiveUp.class)
                    .hasMessageStartingWith("it was delivered as /drop/f/a/a.csv, and would be delivered as");
        }
        test.intents().write(again, List.of(new Intent(1, "f/a/a.csv", 3, "abc")));
    }

    private void deliver(String id) {
        ledger.delivered(test.claimed(id), new Delivery("manifest of " + id, List.of(FILE)));
    }
}
