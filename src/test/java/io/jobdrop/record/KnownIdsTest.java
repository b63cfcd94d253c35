package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One UUID is one job, in letters of whatever case people and vendors write it. */
class KnownIdsTest {
    private static final String SMALL = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String CAPITAL = "3FA85F64-5717-4562-B3FC-2C963F66AFA6";
    private static final String MIXED = "3fA85f64-5717-4562-b3fc-2c963f66afa6";

    @TempDir
    Path folder;

    private TestLedger ledger;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void people_register_a_uuid_once_and_in_small_letters() {
        assertThat(ledger.jobs().register("f", List.of(CAPITAL, MIXED, SMALL))).isEqualTo(1);
        assertThat(ledger.jobs().register("f", List.of(CAPITAL))).isZero();
        assertThat(ids()).containsExactly(SMALL);
    }

    @Test
    void a_uuid_that_a_vendor_or_an_earlier_version_wrote_in_capitals_is_found() {
        ledger.offerable(jobs(CAPITAL));

        assertThat(ledger.jobs().register("f", List.of(SMALL))).isZero();
        assertThat(ledger.jobs().register("f", List.of(MIXED))).isZero();
        assertThat(ids()).containsExactly(CAPITAL);
    }

    @Test
    void a_list_that_shows_a_known_uuid_in_another_case_leads_to_the_job_that_is_known() {
        ledger.jobs().register("f", List.of(SMALL));

        assertThat(ledger.offerable(jobs(CAPITAL, MIXED)))
                .singleElement()
                .satisfies(job -> assertThat(job.id()).isEqualTo(SMALL));

        ledger.jobs().recordStatus(TestLedger.job(SMALL), new Verdict(JobState.EMPTY, "done", ""));
        assertThat(ledger.offerable(jobs(CAPITAL))).isEmpty();
        assertThat(ids()).containsExactly(SMALL);
    }

    @Test
    void a_list_that_shows_one_uuid_twice_gives_one_job_as_the_vendor_writes_it() {
        ListedJobs.Page page = ledger.listed().page(jobs(CAPITAL, SMALL, "a"), 1);

        assertThat(page.offerable()).extracting(Job::id).containsExactly(CAPITAL, "a");
        assertThat(page.unknown()).isEqualTo(2);
        assertThat(ids()).containsExactlyInAnyOrder(CAPITAL, "a");
    }

    @Test
    void both_of_an_older_ledger_stay_themselves() {
        ledger.database().jdbi().useHandle(handle -> {
            for (String id : List.of(SMALL, CAPITAL)) {
                handle.execute("INSERT INTO job (feed, job_id, state, first_seen_at) VALUES ('f', ?, 'held', 0)", id);
            }
        });

        assertThat(ledger.offerable(jobs(SMALL, CAPITAL))).extracting(Job::id).containsExactly(SMALL, CAPITAL);
        assertThat(ledger.jobs().register("f", List.of(MIXED))).isZero();
    }

    @Test
    void people_make_a_job_due_by_its_uuid_in_any_case() {
        ledger.jobs().recordStatus(TestLedger.job(CAPITAL), new Verdict(JobState.FAILED, "failed", ""));

        assertThat(ledger.actions().retry("f", SMALL)).isTrue();
        assertThat(ledger.jobs().queries().state("f", MIXED)).contains(JobState.DUE);
        assertThat(ledger.actions().retry("g", SMALL)).isFalse();
    }

    @Test
    void other_ids_in_another_case_are_other_jobs() {
        assertThat(ledger.jobs().register("f", List.of("E-17", "e-17", "X" + SMALL, "x" + SMALL)))
                .isEqualTo(4);
        assertThat(ledger.actions().retry("f", "E-18")).isFalse();
    }

    @Test
    void a_thousand_uuids_are_told_apart() {
        List<String> many = Stream.iterate(0, i -> i + 1)
                .limit(1001)
                .map(i -> String.format("3FA85F64-5717-4562-B3FC-%012d", i))
                .toList();

        assertThat(ledger.offerable(jobs(many.toArray(String[]::new)))).hasSize(1001);
        assertThat(ledger.jobs().register("f", many)).isZero();
    }

    private static List<Job> jobs(String... ids) {
        return Stream.of(ids).map(TestLedger::job).toList();
    }

    private List<String> ids() {
        return ledger.jobs().queries().jobs("f", null).stream()
                .map(LedgerEntry::jobId)
                .toList();
    }
}
