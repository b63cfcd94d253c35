package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Statement.Rank;
import io.jobdrop.job.Verdict;
import io.jobdrop.record.ListedJobs.FullScan;
import io.jobdrop.record.ListedJobs.Page;
import io.jobdrop.record.ListedJobs.Wanted;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedJobsTest {
    private static final Statement DONE = new Statement(Rank.COMPLETED, "done", "2026-01-02T03:04:05Z", "");

    @TempDir
    Path folder;

    private TestLedger ledger;
    private ListedJobs listed;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        listed = ledger.listed();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_page_tells_how_many_of_its_jobs_are_new_and_whether_all_are_finished() {
        assertThat(listed.page(List.of(job("a"), job("b")), 1)).isEqualTo(new Page(jobs("a", "b"), 2, false));

        over("a");
        assertThat(listed.page(jobs("a", "b", "c"), 1)).isEqualTo(new Page(jobs("b", "c"), 1, false));

        over("b");
        assertThat(listed.page(jobs("a", "b"), 1)).isEqualTo(new Page(List.of(), 0, true));
    }

    @Test
    void a_job_that_a_page_shows_twice_is_offered_once() {
        assertThat(listed.page(jobs("a", "a"), 1)).isEqualTo(new Page(jobs("a"), 1, false));
    }

    @Test
    void a_job_that_was_over_is_offered_when_the_list_says_that_it_is_completed_now() {
        over("a");

        Page page = listed.page(List.of(job("a").saying(DONE)), 1);

        assertThat(page.offerable()).extracting(Job::id).containsExactly("a");
        assertThat(page.finished()).isFalse();
        assertThat(listed.offerable(List.of(job("a").saying(DONE)))).hasSize(1);
        assertThat(listed.offerable(jobs("a"))).isEmpty();
    }

    @Test
    void of_jobs_without_a_page_those_are_offered_that_are_known_and_not_finished() {
        ledger.jobs().register("f", List.of("a", "b"));
        over("b");

        assertThat(listed.offerable(jobs("a", "b", "c"))).isEqualTo(jobs("a"));
    }

    @Test
    void the_page_that_showed_a_job_last_is_remembered() {
        Instant seen = ledger.clock().instant();
        listed.page(jobs("a"), 1);
        ledger.jobs().register("f", List.of("b"));
        listed.page(jobs("a"), 4);

        assertThat(listed.wanted("f", id -> true))
                .containsExactly(new Wanted("a", OptionalInt.of(4), seen), new Wanted("b", OptionalInt.empty(), seen));
        assertThat(listed.wanted("f", "b"::equals)).extracting(Wanted::id).containsExactly("b");
        assertThat(listed.wanted("g", id -> true)).isEmpty();
    }

    @Test
    void a_job_that_is_finished_or_waits_is_not_wanted() {
        listed.page(jobs("a", "b"), 1);
        over("a");
        ledger.jobs().failed(job("b"), new RetryLater("x"), 0);

        assertThat(listed.wanted("f", id -> true)).isEmpty();

        ledger.clock().tick(Duration.ofSeconds(15));
        assertThat(listed.wanted("f", id -> true)).extracting(Wanted::id).containsExactly("b");
    }

    @Test
    void the_last_walk_to_the_end_of_a_list_is_remembered_for_each_feed() {
        assertThat(listed.fullWalk("f")).isEmpty();

        walked(new FullScan(Instant.ofEpochSecond(5), true));
        assertThat(listed.fullWalk("f")).hasValue(new FullScan(Instant.ofEpochSecond(5), true));

        walked(new FullScan(Instant.ofEpochSecond(9), false));
        assertThat(listed.fullWalk("f")).hasValue(new FullScan(Instant.ofEpochSecond(9), false));
        assertThat(listed.fullWalk("g")).isEmpty();
    }

    @Test
    void an_unfinished_job_that_the_list_shows_no_more_is_missing_since_the_first_such_walk() {
        listed.page(jobs("a", "b", "c"), 1);
        over("c");

        walked(new FullScan(Instant.ofEpochSecond(5), true), "b");
        walked(new FullScan(Instant.ofEpochSecond(9), true), "b");

        assertThat(ledger.entry("a").missingSince()).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(ledger.entry("b").missingSince()).isNull();
        assertThat(ledger.entry("c").missingSince()).isNull();
        assertThat(listed.wanted("f", "a"::equals)).extracting(Wanted::page).containsExactly(OptionalInt.empty());
    }

    @Test
    void a_missing_job_that_the_list_shows_again_is_missing_no_more() {
        listed.page(jobs("a"), 1);
        walked(new FullScan(Instant.ofEpochSecond(5), true));

        listed.page(jobs("a"), 1);

        assertThat(ledger.entry("a").missingSince()).isNull();
    }

    @Test
    void a_job_that_the_list_never_showed_is_not_missing() {
        ledger.jobs().register("f", List.of("a"));

        walked(new FullScan(Instant.ofEpochSecond(5), true));

        assertThat(ledger.entry("a").missingSince()).isNull();
    }

    @Test
    void a_contradiction_is_told_once_until_the_list_is_clear_about_the_job_again() {
        listed.page(jobs("a"), 1);
        try (LogLines log = new LogLines(Level.WARN)) {
            listed.contradicted(job("a"), "both");
            listed.contradicted(job("a"), "both");
            assertThat(log.all()).containsExactly("f job a: both; the most advanced statement counts");

            listed.walked("f", new FullScan(Instant.EPOCH, true), id -> true, "a"::equals);
            listed.contradicted(job("a"), "both");
            assertThat(log.all()).hasSize(1);

            listed.walked("f", new FullScan(Instant.EPOCH, true), id -> true, id -> false);
            listed.contradicted(job("a"), "both");
            assertThat(log.all()).hasSize(2);
        }
    }

    @Test
    void a_contradiction_is_why_a_job_is_not_delivered_and_says_nothing_of_a_delivered_one() {
        listed.page(jobs("a"), 1);
        listed.contradicted(job("a"), "both");
        assertThat(ledger.entry("a").error()).isEqualTo("both");

        ledger.jobs().delivered(ledger.claimed("a"), new Delivery("/drop/manifest.json", List.of()));
        assertThat(ledger.entry("a").error()).isNull();
    }

    @Test
    void a_delivered_job_that_the_vendor_completes_again_is_told_once_and_not_offered() {
        ledger.jobs().delivered(ledger.claimed("a"), new Delivery("/drop/manifest.json", List.of()));
        try (LogLines log = new LogLines(Level.WARN)) {
            listed.page(List.of(job("a").saying(DONE)), 1);
            assertThat(log.all()).isEmpty();

            Job again = job("a").saying(new Statement(Rank.COMPLETED, "done", "2026-02-02T00:00:00Z", ""));
            assertThat(listed.page(List.of(again), 1).offerable()).isEmpty();
            listed.page(List.of(again), 1);

            assertThat(log.all())
                    .containsExactly("f job a: it was delivered, and the vendor says now that it was completed at"
                            + " 2026-02-02T00:00:00Z; before it said 2026-01-02T03:04:05Z. It is not delivered again");
        }
    }

    @Test
    void a_list_that_changes_between_two_times_of_a_delivered_job_is_told_once() {
        ledger.jobs().delivered(ledger.claimed("a"), new Delivery("/drop/manifest.json", List.of()));
        listed.page(List.of(job("a").saying(DONE)), 1);
        Job again = job("a").saying(new Statement(Rank.COMPLETED, "done", "2026-02-02T00:00:00Z", ""));
        try (LogLines log = new LogLines(Level.WARN)) {
            for (int poll = 0; poll < 3; poll++) {
                listed.page(List.of(again), 1);
                listed.page(List.of(job("a").saying(DONE)), 2);
            }

            assertThat(log.all()).hasSize(1);
        }
    }

    private void over(String id) {
        ledger.jobs().recordStatus(job(id), new Verdict(JobState.EMPTY, "empty", ""));
    }

    private void walked(FullScan scan, String... shown) {
        listed.walked("f", scan, List.of(shown)::contains, id -> false);
    }

    private static List<Job> jobs(String... ids) {
        return List.of(ids).stream().map(TestLedger::job).toList();
    }
}
