package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerQueriesTest {
    private static final DeliveredFile FIRST = new DeliveredFile("z.csv", 3, "abc", "/drop/z.csv");
    private static final DeliveredFile SECOND = new DeliveredFile("a.csv", 5, "def", "/drop/a.csv");

    @TempDir
    Path folder;

    private TestLedger test;
    private JobLedger ledger;
    private LedgerQueries queries;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
        ledger = test.jobs();
        queries = ledger.queries();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void an_unknown_job_has_no_state_and_no_attempts() {
        assertThat(queries.state("f", "a")).isEmpty();
        assertThat(queries.attempts("f", "a")).isEmpty();
        assertThat(queries.counts("f")).isEmpty();
        assertThat(queries.offerable("f")).isEmpty();
        assertThat(queries.jobs(null, null)).isEmpty();
    }

    @Test
    void jobs_that_were_given_up_are_counted_for_each_feed() {
        ledger.register("f", List.of("open"));
        ledger.failed(job("a"), new GiveUp("x"), 0);
        ledger.failed(job("b"), new GiveUp("x"), 0);

        assertThat(queries.gaveUp()).isEqualTo(Map.of("f", 2));
    }

    @Test
    void a_job_is_told_by_its_feed_and_its_id() {
        ledger.register("g", List.of("a"));
        fail("a");

        assertThat(queries.state("f", "a")).contains(JobState.DUE);
        assertThat(queries.state("g", "a")).contains(JobState.OPEN);
        assertThat(queries.state("f", "b")).isEmpty();
        assertThat(queries.jobs("f", null).get(0).attempts()).isEqualTo(1);
    }

    @Test
    void jobs_are_counted_by_their_state() {
        ledger.register("f", List.of("a", "b", "c"));
        ledger.register("g", List.of("a"));
        deliver("a");

        assertThat(queries.counts("f")).isEqualTo(Map.of(JobState.DELIVERED, 1, JobState.OPEN, 2));
    }

    @Test
    void what_should_be_looked_at_now_comes_oldest_first() {
        ledger.register("f", List.of("c"));
        test.clock().tick(Duration.ofSeconds(1));
        ledger.register("f", List.of("b", "a", "done"));
        ledger.register("g", List.of("x"));
        deliver("done");

        assertThat(queries.offerable("f")).containsExactly("c", "a", "b");
    }

    @Test
    void a_job_that_waits_is_offered_when_its_time_has_come() {
        fail("a");
        Duration pause =
                Duration.between(test.clock().instant(), test.entry("a").nextAttemptAt());

        test.clock().tick(pause.minusMillis(1));
        assertThat(queries.offerable("f")).isEmpty();
        test.clock().tick(Duration.ofMillis(1));
        assertThat(queries.offerable("f")).containsExactly("a");
    }

    @Test
    void each_feed_tells_when_its_last_waiting_job_became_due() {
        fail("a");
        Instant due = test.entry("a").nextAttemptAt();
        assertThat(queries.becameDue()).isEmpty();

        test.clock().tick(Duration.between(test.clock().instant(), due));

        assertThat(queries.becameDue()).isEqualTo(Map.of("f", due.toEpochMilli()));
        test.claims("me").add("f/a");
        assertThat(queries.becameDue()).isEmpty();
    }

    @Test
    void a_lease_counts_until_its_last_moment() {
        ledger.register("f", List.of("a"));
        test.claims("me").add("f/a");

        test.clock().tick(LedgerClaims.LEASE);
        assertThat(queries.offerable("f")).isEmpty();
        test.clock().tick(Duration.ofMillis(1));
        assertThat(queries.offerable("f")).containsExactly("a");
    }

    @Test
    void the_last_lease_of_other_processes_is_known() {
        ledger.register("f", List.of("a", "b"));
        assertThat(queries.leaseEnd("f", "me")).isEmpty();
        Instant before = test.clock().instant();
        test.claims("me").add("f/a");
        test.clock().tick(Duration.ofSeconds(3));
        test.claims("other").add("f/b");

        assertThat(queries.leaseEnd("f", "other"))
                .hasValue(before.plus(LedgerClaims.LEASE).toEpochMilli());
        assertThat(queries.leaseEnd("f", "me"))
                .hasValue(before.plusSeconds(3).plus(LedgerClaims.LEASE).toEpochMilli());
    }

    @Test
    void nothing_waits_longer_than_a_lease_and_the_longest_pause() {
        RetryPolicy retries = new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(15));

        assertThat(LedgerQueries.farthest(test.clock(), retries))
                .isEqualTo(test.clock().instant().plusSeconds(35).toEpochMilli());
    }

    @Test
    void deliveries_are_counted_from_a_moment_on() {
        Instant before = test.clock().instant();
        deliver("a");
        test.clock().tick(Duration.ofMinutes(1));
        deliver("b");

        assertThat(queries.deliveredSince("f", before)).isEqualTo(2);
        assertThat(queries.deliveredSince("f", before.plusMillis(1))).isEqualTo(1);
        assertThat(queries.deliveredSince("f", test.clock().instant().plusMillis(1)))
                .isZero();
        assertThat(queries.deliveredSince("g", before)).isZero();
    }

    @Test
    void the_news_are_what_changed_and_what_is_not_finished() {
        deliver("old");
        ledger.recordStatus(job("old-failure"), new Verdict(JobState.FAILED, "failed", "no"));
        fail("waiting");
        test.clock().tick(Duration.ofMinutes(1));
        Instant since = test.clock().instant();
        deliver("new");
        ledger.recordStatus(job("new-failure"), new Verdict(JobState.FAILED, "failed", "no"));

        assertThat(ids(queries.news("f", since, 10))).containsExactly("waiting", "new", "new-failure");
        assertThat(ids(queries.news("f", since, 2))).containsExactly("waiting", "new");
        assertThat(queries.news("g", since, 10)).isEmpty();
    }

    @Test
    void jobs_may_be_narrowed_to_a_feed_and_a_state() {
        ledger.register("g", List.of("x"));
        ledger.register("f", List.of("b"));
        fail("a");

        assertThat(ids(queries.jobs(null, null))).containsExactly("a", "b", "x");
        assertThat(ids(queries.jobs("f", null))).containsExactly("a", "b");
        assertThat(ids(queries.jobs(null, JobState.OPEN))).containsExactly("b", "x");
        assertThat(ids(queries.jobs("f", JobState.DUE))).containsExactly("a");
    }

    @Test
    void an_entry_has_all_that_is_known_and_its_files_in_the_vendors_order() {
        Instant seen = test.clock().instant();
        ledger.recordStatus(job("a"), new Verdict(JobState.DUE, "completed", ""));
        test.clock().tick(Duration.ofSeconds(5));
        ledger.delivered(test.claimed("a"), new Delivery("/drop/manifest.json", List.of(FIRST, SECOND)));

        assertThat(queries.jobs("f", null))
                .containsExactly(new LedgerEntry(
                        "f",
                        "a",
                        new LedgerEntry.Standing(JobState.DELIVERED, "completed", null, null),
                        1,
                        new LedgerEntry.Times(seen, null, null, null, seen.plusSeconds(5)),
                        "/drop/manifest.json",
                        List.of(FIRST, SECOND)));
    }

    @Test
    void the_reason_of_a_failure_is_kept() {
        ledger.failed(job("a"), new GiveUp("too large"), 0);

        assertThat(test.entry("a").error()).isEqualTo("too large");
        assertThat(test.entry("a").deliveredAt()).isNull();
        assertThat(test.entry("a").files()).isEmpty();
    }

    @Test
    void the_ledger_stands_in_for_a_list_with_the_ids_it_knows() {
        ledger.register("f", List.of("a", "b"));
        deliver("b");

        assertThat(queries.offerable("f")).containsExactly("a");
    }

    private void fail(String id) {
        ledger.failed(job(id), new RetryLater("x"), 0);
    }

    private void deliver(String id) {
        ledger.delivered(test.claimed(id), new Delivery("/drop/manifest.json", List.of(FIRST)));
    }

    private static List<String> ids(List<LedgerEntry> entries) {
        return entries.stream().map(LedgerEntry::jobId).toList();
    }
}
