package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.Settings;
import io.jobdrop.job.Held;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.Verdict;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.camel.util.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalksTest {
    @TempDir
    Path folder;

    private TestLedger ledger;
    private ListedVendor vendor;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        vendor = new ListedVendor(ledger.jobs());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Walks walks(Set<String> detailed, Set<String> trusted) {
        return walks(Map.of(), detailed, trusted);
    }

    private Walks walks(Map<String, String> environment, Set<String> detailed, Set<String> trusted) {
        Settings settings = Settings.load(folder, List.of(), environment, List.of("f.full-walk"), new ArrayList<>());
        return new Walks(ledger.listed(), settings, detailed, trusted, ledger.clock());
    }

    private Walks byPages() {
        return walks(Set.of(), Set.of("f"));
    }

    private Walks byDetail() {
        return walks(Set.of("f"), Set.of("f"));
    }

    private void finish(String... ids) {
        for (String id : ids) {
            ledger.jobs().note(TestLedger.job(id), new Verdict(JobState.EMPTY, "completed", ""));
        }
    }

    private void finishAll(List<String> ids) {
        finish(ids.toArray(String[]::new));
    }

    /** A list of many jobs that a first poll has walked to its end, all finished but those named. */
    private void walked(Walks walks, int jobs, String... open) {
        vendor.add(jobs);
        List<String> offered = vendor.poll(walks);
        assertThat(offered).hasSize(jobs);
        finishAll(offered.stream().filter(id -> !List.of(open).contains(id)).toList());
        assertThat(vendor.offsets).hasSize((jobs + 9) / 10);
    }

    @Test
    void a_poll_costs_what_is_new() {
        Walks walks = byPages();
        walked(walks, 200);

        assertThat(vendor.poll(walks)).isEmpty();
        assertThat(vendor.offsets).containsExactly(0L);

        vendor.add(13);
        assertThat(vendor.poll(walks)).hasSize(13);
        assertThat(vendor.offsets).containsExactly(0L, 10L, 20L);
    }

    @Test
    void the_first_walk_of_all_goes_to_the_end_although_everything_is_finished() {
        vendor.add(50);
        for (int i = 1; i <= 50; i++) {
            finish("j" + i);
        }

        assertThat(vendor.poll(byPages())).isEmpty();

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void the_first_walk_of_a_service_goes_to_the_end_and_so_does_one_after_a_failure() {
        walked(byPages(), 50);
        Walks service = walks(Set.of(), Set.of());

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
        Walks walks = byPages();
        walked(walks, 50);

        ledger.clock().tick(Duration.ofHours(23));
        vendor.poll(walks);
        assertThat(vendor.offsets).hasSize(1);
        ledger.clock().tick(Duration.ofHours(1));
        vendor.poll(walks);
        assertThat(vendor.offsets).hasSize(5);
        ledger.clock().tick(Duration.ofHours(-48));
        vendor.poll(walks);
        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void the_setting_says_how_often() {
        walked(byPages(), 50);
        Walks always = walks(Map.of("F_FULL_WALK", "0s"), Set.of(), Set.of("f"));

        vendor.poll(always);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_list_that_is_not_newest_first_is_always_walked_to_its_end() {
        vendor.add(50);
        Collections.reverse(vendor.entries);
        finishAll(vendor.poll(byPages()));

        vendor.poll(byPages());

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_list_that_is_out_of_order_somewhere_far_down_is_always_walked_to_its_end() {
        vendor.add(50);
        Collections.swap(vendor.entries, 41, 44);
        finishAll(vendor.poll(byPages()));

        vendor.poll(byPages());

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void times_that_are_all_the_same_or_missing_prove_nothing() {
        vendor.add(50);
        vendor.entries.forEach(entry -> entry.put("created_at", "2026-01-01T00:00:00Z"));
        finishAll(vendor.poll(byPages()));
        vendor.poll(byPages());
        assertThat(vendor.offsets).hasSize(5);

        vendor.entries.forEach(entry -> entry.remove("created_at"));
        vendor.poll(byPages());
        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void one_entry_without_a_time_proves_nothing() {
        Walks walks = byPages();
        walked(walks, 50);
        vendor.entries.get(3).put("created_at", "soon");

        vendor.poll(walks);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void a_list_that_the_vendor_filters_by_status_is_always_walked_to_its_end() {
        vendor.pages().setListPath("/jobs?jobStatus=completed");
        Walks walks = byPages();
        walked(walks, 50);

        vendor.poll(walks);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void an_entry_that_cannot_be_read_keeps_the_walk_going() {
        Walks walks = byPages();
        walked(walks, 50);
        vendor.entries.get(2).remove("id");

        vendor.poll(walks);

        assertThat(vendor.offsets).hasSize(5);
    }

    @Test
    void an_open_job_beyond_is_asked_for_by_its_id_where_the_vendor_has_a_detail_answer() {
        Walks walks = byDetail();
        walked(walks, 200, "j17");

        assertThat(vendor.poll(walks)).containsExactly("j17");

        assertThat(vendor.offsets).containsExactly(0L);
    }

    @Test
    void an_open_job_beyond_is_looked_for_on_its_page() {
        Walks walks = byPages();
        walked(walks, 200, "j17", "j18", "j101");

        assertThat(vendor.poll(walks)).containsExactly("j101", "j18", "j17");

        assertThat(vendor.offsets).containsExactly(0L, 90L, 180L);
    }

    @Test
    void a_page_that_moved_on_is_found_by_what_is_new_and_on_the_one_after() {
        Walks walks = byPages();
        walked(walks, 200, "j101");

        finishAll(without("j101", vendor, 25, walks));
        assertThat(vendor.offsets).containsExactly(0L, 10L, 20L, 30L, 110L, 120L);

        finishAll(without("j101", vendor, 10, walks));
        assertThat(vendor.offsets).containsExactly(0L, 10L, 130L);
    }

    private List<String> without(String open, ListedVendor vendor, int added, Walks walks) {
        vendor.add(added);
        List<String> offered = vendor.poll(walks);
        assertThat(offered).hasSize(added + 1).contains(open);
        return offered.stream().filter(id -> !id.equals(open)).toList();
    }

    @Test
    void a_job_that_is_on_neither_page_is_looked_for_to_the_end_once() {
        Walks walks = byPages();
        walked(walks, 200, "j51");
        vendor.entries.subList(100, 130).clear();

        assertThat(vendor.poll(walks)).containsExactly("j51");
        assertThat(vendor.offsets).hasSizeGreaterThanOrEqualTo(17);
        assertThat(vendor.poll(walks)).containsExactly("j51");
        assertThat(vendor.offsets).containsExactly(0L, 110L);
    }

    @Test
    void a_job_that_left_the_list_is_not_looked_for_at_each_poll() {
        Walks walks = byPages();
        walked(walks, 100, "j51");
        vendor.entries.removeIf(entry -> entry.get("id").asText().equals("j51"));

        vendor.poll(walks);
        assertThat(vendor.offsets).hasSizeGreaterThanOrEqualTo(10);
        vendor.poll(walks);
        assertThat(vendor.offsets).containsExactly(0L);
    }

    @Test
    void an_id_that_somebody_named_is_looked_for_to_the_end_once() {
        Walks walks = byPages();
        walked(walks, 100);
        ledger.clock().tick(Duration.ofSeconds(1));
        ledger.jobs().register("f", List.of("named"));

        vendor.poll(walks);
        assertThat(vendor.offsets).hasSize(10);
        ledger.clock().tick(Duration.ofSeconds(1));
        vendor.poll(walks);
        assertThat(vendor.offsets).hasSize(1);
    }

    @Test
    void what_stands_for_an_unsafe_id_is_never_asked_for() {
        Walks walks = byDetail();
        vendor.add(50);
        vendor.entries.get(40).put("id", "../x");
        finishAll(vendor.poll(walks));
        ledger.jobs().failed(TestLedger.job("f"), new Held("why"), 0);

        assertThat(vendor.poll(walks)).containsExactly("f");

        assertThat(vendor.offsets).hasSize(1);
    }

    @Test
    void a_job_that_waits_for_its_next_attempt_is_not_asked_for() {
        Walks walks = byDetail();
        walked(walks, 50, "j5");
        ledger.jobs().failed(TestLedger.job("j5"), new RetryLater("busy"), 0);

        assertThat(vendor.poll(walks)).isEmpty();
    }

    /** Each round adds as many jobs as its number's rest by 36, and finishes some of those that are not finished. */
    @Property(tries = 20)
    void a_poll_offers_all_that_is_unfinished(
            @ForAll boolean detail, @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 3599) Integer> rounds)
            throws IOException {
        folder = Files.createTempDirectory("walks");
        open();
        Walks walks = detail ? byDetail() : byPages();
        Set<String> unfinished = new HashSet<>();
        for (int round : rounds) {
            vendor.add(round % 36);
            vendor.entries
                    .subList(0, round % 36)
                    .forEach(entry -> unfinished.add(entry.get("id").asText()));

            assertThat(vendor.poll(walks)).containsExactlyInAnyOrderElementsOf(unfinished);

            List<String> finished = unfinished.stream()
                    .filter(id -> Math.floorMod(id.hashCode() * 31 + round, 100) < round / 36)
                    .toList();
            finishAll(finished);
            unfinished.removeAll(finished);
        }
        close();
        FileUtil.removeDir(folder.toFile());
    }
}
