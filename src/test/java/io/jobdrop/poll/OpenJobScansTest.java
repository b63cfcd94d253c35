package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Held;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a scan finds open jobs that are further down than it goes. */
@Tag("slow")
class OpenJobScansTest {
    @AutoClose
    private final TestLedger ledger;

    private final ListedVendor vendor;

    OpenJobScansTest(@TempDir Path folder) {
        ledger = new TestLedger(folder);
        vendor = new ListedVendor(ledger);
    }

    @Test
    void an_open_job_beyond_is_asked_for_by_its_id_where_the_vendor_has_a_detail_answer() {
        Scans scans = vendor.byDetail();
        vendor.scanned(scans, 200, "j17");

        assertThat(vendor.poll(scans)).containsExactly("j17");

        assertThat(vendor.offsets).containsExactly(0L);
    }

    @Test
    void an_open_job_beyond_is_looked_for_on_its_page() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 200, "j17", "j18", "j101");

        assertThat(vendor.poll(scans)).containsExactly("j101", "j18", "j17");

        assertThat(vendor.offsets).containsExactly(0L, 90L, 180L);
    }

    @Test
    void a_page_that_moved_on_is_found_by_what_is_new_and_on_the_one_after() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 200, "j101");

        vendor.finishAll(without("j101", vendor, 25, scans));
        assertThat(vendor.offsets).containsExactly(0L, 10L, 20L, 30L, 110L, 120L);

        vendor.finishAll(without("j101", vendor, 10, scans));
        assertThat(vendor.offsets).containsExactly(0L, 10L, 130L);
    }

    private List<String> without(String open, ListedVendor vendor, int added, Scans scans) {
        vendor.add(added);
        List<String> offered = vendor.poll(scans);
        assertThat(offered).hasSize(added + 1).contains(open);
        return offered.stream().filter(id -> !id.equals(open)).toList();
    }

    @Test
    void a_job_that_is_on_neither_page_is_looked_for_to_the_end_once() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 200, "j51");
        vendor.entries.subList(100, 130).clear();

        assertThat(vendor.poll(scans)).containsExactly("j51");
        assertThat(vendor.offsets).hasSizeGreaterThanOrEqualTo(17);
        assertThat(vendor.poll(scans)).containsExactly("j51");
        assertThat(vendor.offsets).containsExactly(0L, 110L);
    }

    @Test
    void a_job_that_left_the_list_is_not_looked_for_at_each_poll() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 100, "j51");
        vendor.entries.removeIf(entry -> entry.get("id").asText().equals("j51"));

        vendor.poll(scans);
        assertThat(vendor.offsets).hasSizeGreaterThanOrEqualTo(10);
        vendor.poll(scans);
        assertThat(vendor.offsets).containsExactly(0L);
    }

    @Test
    void an_id_that_somebody_named_is_looked_for_to_the_end_once() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 100);
        ledger.clock().tick(Duration.ofSeconds(1));
        ledger.jobs().register("f", List.of("named"));

        vendor.poll(scans);
        assertThat(vendor.offsets).hasSize(10);
        ledger.clock().tick(Duration.ofSeconds(1));
        vendor.poll(scans);
        assertThat(vendor.offsets).hasSize(1);
    }

    @Test
    void what_stands_for_a_refused_id_is_never_asked_for() {
        Scans scans = vendor.byDetail();
        vendor.add(50);
        vendor.entries.get(40).put("id", "..");
        vendor.finishAll(vendor.poll(scans));
        ledger.jobs().failed(TestLedger.job("f"), new Held("why"), 0);

        assertThat(vendor.poll(scans)).containsExactly("f");

        assertThat(vendor.offsets).hasSize(1);
    }

    @Test
    void a_job_that_waits_for_its_next_attempt_is_not_asked_for() {
        Scans scans = vendor.byDetail();
        vendor.scanned(scans, 50, "j5");
        ledger.jobs().failed(TestLedger.job("j5"), new RetryLater("busy"), 0);

        assertThat(vendor.poll(scans)).isEmpty();
    }
}
