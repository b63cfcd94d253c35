package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.record.JobSearch.Wanted;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSearchTest {
    private static final int MANY = 30_000;

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
    @Tag("sqlite")
    void no_page_reads_all_jobs() {
        List<String> statements = new ArrayList<>(List.of(JobSearch.undeliveredSql()));
        for (String feed : new String[] {null, "f"}) {
            for (JobState state : new JobState[] {null, JobState.HELD}) {
                statements.add(JobSearch.sql(new Wanted(feed, state, "")));
                statements.add(JobSearch.sql(new Wanted(feed, state, "text")));
            }
        }

        for (String sql : statements) {
            assertThat(plan(sql))
                    .as(sql)
                    .noneMatch(
                            step -> step.matches("SCAN job(_file)?( USING (COVERING )?INDEX (?!job_undelivered).*)?"))
                    .noneMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    private List<String> plan(String sql) {
        return ledger.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("EXPLAIN QUERY PLAN " + sql.replaceAll(":\\w+", "1"))
                        .map((row, context) -> row.getString("detail"))
                        .list());
    }

    @Test
    void the_oldest_undelivered_job_comes_first() {
        enter(3, "delivered");
        for (String id : new String[] {"2", "1"}) {
            ledger.database()
                    .jdbi()
                    .useHandle(handle -> handle.execute(
                            "UPDATE job SET state = 'held', undelivered_since = ? WHERE job_id = ?",
                            10 - Integer.parseInt(id),
                            id));
        }

        assertThat(ids(search().undelivered(10))).containsExactly("2", "1");
        assertThat(ids(search().undelivered(1))).containsExactly("2");
    }

    @Test
    void a_text_is_looked_for_among_a_bounded_number_of_jobs_at_a_time() {
        enter(MANY, "delivered");

        JobSearch.Page newest = search().page(new Wanted(null, null, "17"), OptionalLong.empty(), 1);
        JobSearch.Page near = search().page(new Wanted("f", null, "no such text"), OptionalLong.empty(), 50);
        JobSearch.Page far = search().page(new Wanted("f", null, "no such text"), near.next(), 50);

        assertThat(ids(newest.jobs())).containsExactly("29917");
        assertThat(near.jobs()).isEmpty();
        assertThat(near.next()).hasValue(MANY - JobSearch.REACH + 1);
        assertThat(far.next()).isEmpty();
    }

    @Test
    void pages_meet_each_job_once() {
        enter(101, "held");
        List<String> met = new ArrayList<>();
        OptionalLong next = OptionalLong.empty();
        do {
            JobSearch.Page page = search().page(new Wanted("f", JobState.HELD, ""), next, 25);
            met.addAll(ids(page.jobs()));
            next = page.next();
        } while (next.isPresent());

        assertThat(met).hasSize(101).doesNotHaveDuplicates().startsWith("101").endsWith("1");
    }

    private void enter(int jobs, String state) {
        ledger.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                                + " INSERT INTO job (feed, job_id, state, first_seen_at) SELECT 'f', CAST(i AS TEXT), ?, i FROM n",
                        jobs,
                        state));
    }

    private static List<String> ids(List<LedgerEntry> jobs) {
        return jobs.stream().map(LedgerEntry::jobId).toList();
    }

    private JobSearch search() {
        return ledger.jobs().queries().search();
    }
}
