package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that wait to be delivered, and that the vendor's list does not show any more. */
@Tag("slow")
class MissingJobsTest {
    private static final String REASON =
            "the vendor's list does not show it any more, and feed f has no request for one"
                    + " job; it continues when the list shows it again, or use jobdrop dismiss";

    @AutoClose
    private final TestLedger ledger;

    private final ListedVendor vendor;

    MissingJobsTest(@TempDir Path folder) {
        ledger = new TestLedger(folder);
        vendor = new ListedVendor(ledger);
    }

    @Test
    void a_job_that_is_to_be_delivered_once_more_is_held_told_once_and_goes_on_when_it_is_shown_again() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 200, "j17");
        due("j17");
        var gone = vendor.entries.remove(183);

        try (LogLines log = new LogLines(Level.WARN)) {
            vendor.poll(scans);
            vendor.poll(scans);
            assertThat(log.all()).containsExactly("f job j17: " + REASON + ". It is held now");
        }
        assertThat(ledger.entry("j17").state()).isEqualTo(JobState.HELD);
        assertThat(ledger.entry("j17").error()).isEqualTo(REASON);
        assertThat(ledger.entry("j17").missingSince()).isNotNull();
        assertThat(vendor.offsets).containsExactly(0L);

        vendor.entries.add(183, gone);
        ledger.clock().tick(Duration.ofMinutes(61));
        assertThat(vendor.poll(scans)).containsExactly("j17");
        assertThat(ledger.entry("j17").missingSince()).isNull();
    }

    @Test
    void a_retry_looks_through_the_whole_list_at_once() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 100, "j17");
        due("j17");
        var gone = vendor.entries.remove(83);
        vendor.poll(scans);
        vendor.entries.add(83, gone);

        ledger.actions().retry("f", "j17");
        assertThat(ledger.entry("j17").error()).isEqualTo(REASON);

        assertThat(vendor.poll(scans)).containsExactly("j17");
    }

    @Test
    void a_list_that_is_empty_by_mistake_loses_no_job() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 100, "j17");
        due("j17");
        List<com.fasterxml.jackson.databind.node.ObjectNode> all = List.copyOf(vendor.entries);
        vendor.entries.clear();
        vendor.poll(scans);
        assertThat(ledger.entry("j17").state()).isEqualTo(JobState.HELD);

        vendor.entries.addAll(all);

        assertThat(vendor.poll(scans)).containsExactly("j17");
    }

    @Test
    void an_attempt_that_fails_after_the_list_lost_its_job_leads_to_the_same() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 100, "j17");
        ledger.jobs().recordStatus(TestLedger.job("j17"), new Verdict(JobState.DUE, "completed", ""));
        var running = ledger.claimed("j17");
        vendor.entries.remove(83);
        scans.failed("f");
        vendor.poll(scans);
        assertThat(ledger.entry("j17").state()).isEqualTo(JobState.DELIVERING);

        ledger.jobs().failed(running, new RetryLater("500"), 0);
        vendor.poll(scans);

        assertThat(ledger.entry("j17").error()).isEqualTo(REASON);
    }

    @Test
    void what_a_dead_process_had_in_delivery_is_held_too() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 100, "j17");
        ledger.claimed("j17");
        vendor.entries.remove(83);
        ledger.clock().tick(Duration.ofMinutes(1));

        vendor.poll(scans);

        assertThat(ledger.entry("j17").state()).isEqualTo(JobState.HELD);
    }

    @Test
    void a_feed_with_a_detail_request_asks_for_the_job() {
        Scans scans = vendor.byDetail();
        vendor.scanned(scans, 100, "j17");
        due("j17");
        vendor.entries.remove(83);
        scans.failed("f");

        assertThat(vendor.poll(scans)).containsExactly("j17");
        assertThat(vendor.poll(scans)).containsExactly("j17");
        assertThat(ledger.entry("j17").state()).isEqualTo(JobState.DUE);
    }

    @Test
    void a_scan_that_was_cut_short_concludes_nothing() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 100, "j17");
        ledger.jobs().failed(TestLedger.job("j17"), new RetryLater("busy"), 0);
        vendor.entries.remove(83);

        vendor.poll(scans);

        assertThat(vendor.offsets).containsExactly(0L);
        assertThat(ledger.entry("j17").state()).isEqualTo(JobState.DUE);
        assertThat(ledger.entry("j17").error()).isEqualTo("busy");
    }

    @Test
    void a_uuid_that_is_shown_in_letters_of_another_case_is_not_missing() {
        Scans scans = vendor.byPages();
        String shown =
                "0AF7651916CD43DD8448EB211C80319C".replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
        String known = shown.toLowerCase(java.util.Locale.ROOT);
        vendor.add(5);
        vendor.entries.get(2).put("id", shown);
        ledger.jobs().register("f", List.of(known));
        ledger.jobs().failed(TestLedger.job(known), new RetryLater("busy"), 0);

        vendor.poll(scans);

        assertThat(ledger.entry(known).state()).isEqualTo(JobState.DUE);
        assertThat(ledger.entry(known).missingSince()).isNull();
    }

    private void due(String id) {
        ledger.jobs().recordStatus(TestLedger.job(id), new Verdict(JobState.DUE, "completed", ""));
        ledger.actions().retry("f", id);
    }
}
