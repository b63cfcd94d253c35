package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far down a list a poll scans. */
@Tag("slow")
class ScansTest {
    @AutoClose
    private final TestLedger ledger;

    private final ListedVendor vendor;

    ScansTest(@TempDir Path folder) {
        ledger = new TestLedger(folder);
        vendor = new ListedVendor(ledger);
    }

    @Test
    void a_poll_costs_what_is_new() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 200);

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
        vendor.scanned(vendor.byPages(), 50);
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
        vendor.scanned(scans, 50);

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
        vendor.scanned(vendor.byPages(), 50);
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
        vendor.scanned(scans, 50);
        vendor.entries.get(3).put("created_at", "soon");

        vendor.poll(scans);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_list_that_the_vendor_filters_by_status_is_always_walked_to_its_end() {
        vendor.isListedAt("/jobs?jobStatus=completed");
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 50);

        vendor.poll(scans);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void an_entry_that_cannot_be_read_keeps_the_walk_going() {
        Scans scans = vendor.byPages();
        vendor.scanned(scans, 50);
        vendor.entries.get(2).remove("id");

        vendor.poll(scans);

        assertThat(vendor.offsets).hasSize(5);
    }
}
