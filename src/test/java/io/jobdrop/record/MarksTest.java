package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Held;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Verdict;
import io.jobdrop.record.ListedJobs.FullScan;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarksTest {
    private static final Delivery DELIVERY =
            new Delivery("f/a/manifest.json", List.of(new DeliveredFile("a.csv", 3, "abc", "f/a/a.csv")));

    @TempDir
    Path folder;

    private TestLedger test;
    private Marks marks;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
        marks = new Marks(test.database(), test.clock());
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void a_mark_is_nothing_to_do_and_no_job_of_reports() {
        test.jobs().delivered(test.claimed("a"), DELIVERY);
        test.clock().tick(Duration.ofDays(91));
        assertThat(shrink()).isEqualTo(1);

        assertThat(test.offerable(List.of(job("a")))).isEmpty();
        assertThat(test.claims("me").claim("f", "a")).isEmpty();
        assertThat(test.jobs().queries().jobs(null, null)).isEmpty();
        assertThat(test.jobs().queries().attempts("f", "a")).isEmpty();
        assertThat(test.jobs().queries().state("f", "a")).contains(JobState.DELIVERED);
        assertThat(test.actions().retry("f", "a")).isFalse();
        assertThat(test.actions().redeliver("f", "a")).isFalse();
    }

    @Test
    void only_what_is_old_and_over_shrinks() {
        test.jobs().delivered(test.claimed("delivered"), DELIVERY);
        test.offerable(List.of(job("empty"), job("failed"), job("held"), job("open")));
        test.jobs().recordStatus(job("empty"), new Verdict(JobState.EMPTY, "done", ""));
        test.jobs().recordStatus(job("failed"), new Verdict(JobState.FAILED, "error", "no"));
        test.jobs().failed(job("held"), new Held("odd"), 0);
        test.clock().tick(Duration.ofDays(91));
        test.jobs().delivered(test.claimed("young"), DELIVERY);

        assertThat(shrink()).isEqualTo(3);
        assertThat(test.jobs().queries().jobs("f", null))
                .extracting(LedgerEntry::jobId)
                .containsExactlyInAnyOrder("held", "open", "young");
    }

    @Test
    void many_rows_shrink_in_batches() {
        test.offerable(IntStream.range(0, 1200).mapToObj(i -> job("j" + i)).toList());
        test.database().jdbi().useHandle(handle -> handle.execute("UPDATE job SET state = 'empty'"));
        test.clock().tick(Duration.ofDays(91));

        assertThat(shrink()).isEqualTo(1200);
        assertThat(shrink()).isZero();
    }

    @Test
    void a_mark_goes_when_full_scans_have_not_met_it_for_a_week() {
        test.jobs().delivered(test.claimed("gone"), DELIVERY);
        test.jobs().delivered(test.claimed("there"), DELIVERY);
        test.jobs().delivered(test.claimed("back"), DELIVERY);
        test.clock().tick(Duration.ofDays(91));
        shrink();
        marks.forget();

        walk(Set.of("there"));
        test.clock().tick(Duration.ofDays(6));
        walk(Set.of("there", "back"));
        assertThat(marks.forget()).isZero();
        test.clock().tick(Duration.ofDays(2));
        walk(Set.of("there"));

        assertThat(marks.forget()).isEqualTo(1);
        assertThat(test.jobs().queries().state("f", "gone")).isEmpty();
        assertThat(test.jobs().queries().state("f", "there")).contains(JobState.DELIVERED);
        assertThat(test.jobs().queries().state("f", "back")).contains(JobState.DELIVERED);
    }

    @Test
    void what_no_scan_looked_for_stays() {
        test.jobs().delivered(test.claimed("a"), DELIVERY);
        test.clock().tick(Duration.ofDays(500));
        shrink();
        test.clock().tick(Duration.ofDays(500));

        assertThat(marks.forget()).isZero();
    }

    private int shrink() {
        return marks.shrink(test.clock().instant().minus(Duration.ofDays(90)));
    }

    private void walk(Set<String> shown) {
        test.listed().walked("f", new FullScan(test.clock().instant(), true), shown::contains, id -> false);
    }
}
