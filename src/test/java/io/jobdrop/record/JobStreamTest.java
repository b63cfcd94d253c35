package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.JobState;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStreamTest {
    private static final int MANY = 2 * JobStream.PAGE + 1;

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
    void more_jobs_than_a_page_come_feed_by_feed_as_they_became_known() {
        enter("b", 0, MANY);
        enter("a", 0, MANY);

        List<String> seen = ids(null);

        assertThat(seen).hasSize(2 * MANY).doesNotHaveDuplicates();
        assertThat(seen.subList(0, 3)).containsExactly("a j0", "a j1", "a j2");
        assertThat(seen.subList(MANY, MANY + 2)).containsExactly("b j0", "b j1");
        assertThat(ids("b")).isEqualTo(seen.subList(MANY, 2 * MANY));
        assertThat(ids("c")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"199, 0", "200, 0", "201, 200", "401, 400"})
    void a_page_is_read_when_somebody_has_looked_at_the_one_before(int jobs, int shown) {
        enter("f", 0, jobs);
        List<String> seen = new ArrayList<>();

        JobStream.delivered(ledger.database()).each(null, job -> {
            if (seen.isEmpty()) {
                execute("UPDATE job SET state = 'due' WHERE job_id = 'j" + (jobs - 1) + "'");
            }
            seen.add(job.jobId());
        });

        boolean again = jobs > JobStream.PAGE;
        assertThat(seen).hasSize(again ? jobs - 1 : jobs).contains("j" + shown % (jobs - 1));
    }

    @Test
    void what_becomes_known_meanwhile_is_left_out() {
        enter("f", 0, JobStream.PAGE);
        List<String> seen = new ArrayList<>();

        JobStream.delivered(ledger.database()).each(null, job -> {
            enter("f", JobStream.PAGE + seen.size(), JobStream.PAGE + seen.size() + 1);
            seen.add(job.jobId());
        });

        assertThat(seen).hasSize(JobStream.PAGE);
    }

    @Test
    void each_job_has_its_own_files_in_their_order() {
        for (String id : List.of("x", "none", "y")) {
            List<DeliveredFile> files = id.equals("none")
                    ? List.of()
                    : IntStream.range(0, 11)
                            .mapToObj(i -> new DeliveredFile(id + i, i, "sha", "s3://b/" + id + i))
                            .toList();
            ledger.jobs().delivered(ledger.claimed(id), new Delivery("f/" + id + ".json", files));
        }

        List<LedgerEntry> seen = new ArrayList<>();
        JobStream.delivered(ledger.database()).each(null, seen::add);

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(ledger.jobs().queries().jobs("f", null));
        assertThat(seen).extracting(LedgerEntry::jobId).containsExactly("x", "none", "y");
        assertThat(seen.get(2).files()).extracting(DeliveredFile::name).startsWith("y0", "y1", "y2");
    }

    @Test
    void what_was_delivered_is_seen_while_it_is_due_again_and_what_was_not_is_not() {
        ledger.jobs().delivered(ledger.claimed("again"), delivery("again"));
        ledger.jobs().delivered(ledger.claimed("old"), delivery("old"));
        ledger.clock().tick(Duration.ofDays(91));
        new Marks(ledger.database(), ledger.clock()).shrink("f", "old");
        ledger.actions().redeliver("f", "again");
        ledger.jobs().register("f", List.of("open"));

        assertThat(ids(null)).containsExactly("f again");
    }

    @Test
    void all_jobs_are_those_of_a_list_and_may_be_in_one_state() {
        enter("f", 0, MANY);
        ledger.jobs().register("f", List.of("open"));

        for (JobState state : new JobState[] {null, JobState.DELIVERED, JobState.OPEN, JobState.HELD}) {
            List<String> seen = new ArrayList<>();
            JobStream.all(ledger.database(), state).each(null, job -> seen.add(job.jobId()));

            assertThat(seen)
                    .containsExactlyInAnyOrderElementsOf(ledger.jobs().queries().jobs(null, state).stream()
                            .map(LedgerEntry::jobId)
                            .toList());
        }
    }

    @ParameterizedTest
    @Tag("sqlite")
    @CsvSource({"job_feed, job.pruned_at IS NULL", "job_feed_state, job.pruned_at IS NULL AND job.state = :state"})
    void a_page_reads_no_more_rows_than_it_needs(String index, String condition) {
        String sql = JobStream.sql(index, condition).replaceAll(":\\w+", "1");
        List<String> steps = ledger.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("EXPLAIN QUERY PLAN " + sql)
                        .map((row, context) -> row.getString("detail"))
                        .list());

        assertThat(steps).noneMatch(step -> step.matches("SCAN job(_file)?\\b.*"));
        assertThat(steps).anyMatch(step -> step.matches("SEARCH job USING INDEX job_feed.*rowid>\\? AND rowid<\\?.*"));
    }

    private List<String> ids(String feed) {
        List<String> seen = new ArrayList<>();
        JobStream.delivered(ledger.database()).each(feed, job -> seen.add(job.feed() + " " + job.jobId()));
        return seen;
    }

    private void enter(String feed, int from, int to) {
        IntStream.range(from, to)
                .forEach(i -> execute("INSERT INTO job (feed, job_id, state, first_seen_at) VALUES ('" + feed + "', 'j"
                        + i + "', 'delivered', 1)"));
    }

    private void execute(String sql) {
        ledger.database().notes().useHandle(handle -> handle.execute(sql));
    }

    private static Delivery delivery(String id) {
        return new Delivery(null, List.of(new DeliveredFile("a.csv", 3, "abc", "f/" + id + "/a.csv")));
    }
}
