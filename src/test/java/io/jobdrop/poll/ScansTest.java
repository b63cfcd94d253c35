package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Held;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ScansTest {
    @TempDir
    Path folder;

    private TestLedger ledger;
    private ListedVendor vendor;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        vendor = new ListedVendor(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** A list of many jobs that a first poll has scanned to its end, all finished but those named. */
    private void walked(Scans scans, int jobs, String... open) {
        vendor.add(jobs);
        List<String> offered = vendor.poll(scans);
        assertThat(offered).hasSize(jobs);
        vendor.finishAll(
                offered.stream().filter(id -> !List.of(open).contains(id)).toList());
        assertThat(vendor.offsets).hasSize((jobs + 9) / 10);
    }

    @Test
    void a_poll_costs_what_is_new() {
        Scans scans = vendor.byPages();
        walked(scans, 200);

        assertThat(vendor.poll(scans)).isEmpty();
        assertThat(vendor.offsets).containsExactly(0L);

        vendor.add(13);
        assertThat(vendor.poll(scans)).hasSize(13);
        assertThat(vendor.offsets).containsExactly(0L, 10L, 20L);
    }

    @Test
    void the_first_walk_of_all_goes_to_the_end_although_everything_is_finished() {
        vendor.add(50);
        for (int i = 1; i <= 50; i++) {
            vendor.finish("j" + i);
        }

        assertThat(vendor.poll(vendor.byPages())).isEmpty();

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void the_first_walk_of_a_service_goes_to_the_end_and_so_does_one_after_a_failure() {
        walked(vendor.byPages(), 50);
        Scans service = vendor.walks(Map.of(), Set.of());

        vendor.poll(service);
        assertThat(vendor.offsets).hasSize(5);
        vendor.poll(service);
        assertThat(vendor.offsets).hasSize(1);
        service.failed("f");
        vendor.poll(service);
        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_full_walk_is_due_after_a_day_and_when_the_clock_was_set_back() {
        Scans scans = vendor.byPages();
        walked(scans, 50);

        ledger.clock().tick(Duration.ofHours(23));
        vendor.poll(scans);
        assertThat(vendor.offsets).hasSize(1);
        ledger.clock().tick(Duration.ofHours(1));
        vendor.poll(scans);
        assertThat(vendor.offsets).hasSize(5);
        ledger.clock().tick(Duration.ofHours(-48));
        vendor.poll(scans);
        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void the_setting_says_how_often() {
        walked(vendor.byPages(), 50);
        Scans always = vendor.walks(Map.of("F_FULL_WALK", "0s"), Set.of("f"));

        vendor.poll(always);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_list_that_is_not_newest_first_is_always_walked_to_its_end() {
        vendor.add(50);
        Collections.reverse(vendor.entries);
        vendor.finishAll(vendor.poll(vendor.byPages()));

        vendor.poll(vendor.byPages());

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_list_that_is_out_of_order_somewhere_far_down_is_always_walked_to_its_end() {
        vendor.add(50);
        Collections.swap(vendor.entries, 41, 44);
        vendor.finishAll(vendor.poll(vendor.byPages()));

        vendor.poll(vendor.byPages());

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void times_that_are_all_the_same_or_missing_prove_nothing() {
        vendor.add(50);
        vendor.entries.forEach(entry -> entry.put("created_at", "2026-01-01T00:00:00Z"));
        vendor.finishAll(vendor.poll(vendor.byPages()));
        vendor.poll(vendor.byPages());
        assertThat(vendor.offsets).hasSize(5);

        vendor.entries.forEach(entry -> entry.remove("created_at"));
        vendor.poll(vendor.byPages());
        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void one_entry_without_a_time_proves_nothing() {
        Scans scans = vendor.byPages();
        walked(scans, 50);
        vendor.entries.get(3).put("created_at", "soon");

        vendor.poll(scans);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_list_that_the_vendor_filters_by_status_is_always_walked_to_its_end() {
        vendor.isListedAt("/jobs?jobStatus=completed");
        Scans scans = vendor.byPages();
        walked(scans, 50);

        vendor.poll(scans);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void an_entry_that_cannot_be_read_keeps_the_walk_going() {
        Scans scans = vendor.byPages();
        walked(scans, 50);
        vendor.entries.get(2).remove("id");

        vendor.poll(scans);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void an_open_job_beyond_is_asked_for_by_its_id_where_the_vendor_has_a_detail_answer() {
        Scans scans = vendor.byDetail();
        walked(scans, 200, "j17");

        assertThat(vendor.poll(scans)).containsExactly("j17");

        assertThat(vendor.offsets).containsExactly(0L);
    }

    @Test
    void an_open_job_beyond_is_looked_for_on_its_page() {
        Scans scans = vendor.byPages();
        walked(scans, 200, "j17", "j18", "j101");

        assertThat(vendor.poll(scans)).containsExactly("j101", "j18", "j17");

        assertThat(vendor.offsets).containsExactly(0L, 90L, 180L);
    }

    @Test
    void a_page_that_moved_on_is_found_by_what_is_new_and_on_the_one_after() {
        Scans scans = vendor.byPages();
        walked(scans, 200, "j101");

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
        walked(scans, 200, "j51");
        vendor.entries.subList(100, 130).clear();

        assertThat(vendor.poll(scans)).containsExactly("j51");
        assertThat(vendor.offsets).hasSizeGreaterThanOrEqualTo(17);
        assertThat(vendor.poll(scans)).containsExactly("j51");
        assertThat(vendor.offsets).containsExactly(0L, 110L);
    }

    @Test
    void a_job_that_left_the_list_is_not_looked_for_at_each_poll() {
        Scans scans = vendor.byPages();
        walked(scans, 100, "j51");
        vendor.entries.removeIf(entry -> entry.get("id").asText().equals("j51"));

        vendor.poll(scans);
        assertThat(vendor.offsets).hasSizeGreaterThanOrEqualTo(10);
        vendor.poll(scans);
        assertThat(vendor.offsets).containsExactly(0L);
    }

    @Test
    void an_id_that_somebody_named_is_looked_for_to_the_end_once() {
        Scans scans = vendor.byPages();
        walked(scans, 100);
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
        walked(scans, 50, "j5");
        ledger.jobs().failed(TestLedger.job("j5"), new RetryLater("busy"), 0);

        assertThat(vendor.poll(scans)).isEmpty();
    }
}
