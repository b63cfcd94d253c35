package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Claim;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Statement.Rank;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger makes of revisions, whenever a list shows them. */
class RevisedJobsTest {
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
    void a_new_revision_of_a_delivered_job_is_the_next_delivery() {
        assertThat(page("1")).hasSize(1);
        deliver("1", 1);
        assertThat(page("1")).isEmpty();

        assertThat(page("2")).hasSize(1);

        deliver("2", 2);
        assertThat(page("2")).isEmpty();
    }

    @Test
    void a_revision_that_is_shown_while_another_is_under_way_follows_it() {
        page("1");
        Job claimed = ledger.claimed(revision("1"), "me");
        assertThat(page("2")).isEmpty();
        ledger.jobs().delivered(claimed, new Delivery("/drop/manifest.json", List.of()));

        assertThat(page("2")).hasSize(1);

        deliver("2", 2);
    }

    @Test
    void a_revision_that_is_shown_while_another_waits_for_a_worker_is_not_lost() {
        page("1");
        page("2");
        deliver("1", 2);

        assertThat(page("2")).hasSize(1);

        deliver("2", 3);
        assertThat(page("2")).isEmpty();
    }

    private List<Job> page(String revision) {
        return ledger.listed().page(List.of(revision(revision)), 1).offerable();
    }

    private void deliver(String revision, int delivery) {
        Job claimed = ledger.claimed(revision(revision), "me");
        assertThat(claimed.claim()).extracting(Claim::delivery).isEqualTo(delivery);
        ledger.jobs().delivered(claimed, new Delivery("/drop/manifest.json", List.of()));
    }

    private static Job revision(String revision) {
        return job("a").saying(new Statement(Rank.COMPLETED, "done", "", "", revision));
    }
}
