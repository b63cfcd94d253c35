package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a scan ends, and what may be left out then. */
class ScanEndTest {
    private final PageScan scan = new PageScan("f", Instant.EPOCH.plusSeconds(7), false);

    @Test
    void it_knows_its_feed_and_when_it_began() {
        assertThat(scan.feed()).isEqualTo("f");
        assertThat(scan.beganAt()).isEqualTo(Instant.EPOCH.plusSeconds(7));
    }

    @Test
    void it_counts_the_entries_that_were_shown_and_not_those_that_were_covered() {
        scan.advance(List.of("a"), 2, () -> true, () -> 10);
        scan.advance(List.of("b"), 3, () -> false, () -> 10);

        assertThat(scan.entries()).isEqualTo(5);
        assertThat(scan.offset()).isEqualTo(13);
    }

    @Test
    void it_is_full_when_the_vendor_promises_no_more() {
        scan.advance(List.of("a"), 1, () -> true);
        assertThat(scan.isFull()).isFalse();

        scan.advance(List.of("b"), 1, () -> false);
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void it_is_not_full_when_the_rest_was_left_out() {
        scan.advance(List.of("a"), 1, () -> true);

        scan.end();

        assertThat(scan.isMore()).isFalse();
        assertThat(scan.isFull()).isFalse();
    }

    @Test
    void it_is_full_when_the_vendor_has_no_further_page() {
        scan.advance(List.of("a"), 1, () -> true);

        scan.endedBefore();

        assertThat(scan.isMore()).isFalse();
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void it_is_not_full_when_something_on_the_way_was_wrong() {
        scan.problems().report("an entry has no id");
        scan.advance(List.of("a"), 1, () -> false);

        assertThat(scan.isFull()).isFalse();
    }

    @Test
    void it_is_not_full_when_its_last_page_was_broken_and_remembers_the_ids_on_it() {
        scan.advance(List.of("a"), 1, () -> {
            throw scan.problems().broken("no number");
        });

        assertThat(scan.hasSeen("a")).isTrue();
        assertThat(scan.isFull()).isFalse();
        assertThatThrownBy(scan.problems()::failIfBroken).hasMessage("page 1 of f: no number");
    }

    @Test
    void it_has_seen_the_ids_of_its_pages_and_no_others() {
        scan.advance(List.of("a", "b"), 2, () -> true);

        assertThat(scan.hasSeen("b")).isTrue();
        assertThat(scan.hasSeen("c")).isFalse();
    }

    @Test
    void a_list_that_is_shown_newest_first_may_be_cut() {
        assertThat(scan.mayBeCut()).isFalse();

        dated(scan, 30, 20);

        assertThat(scan.isNewestFirst()).isTrue();
        assertThat(scan.mayBeCut()).isTrue();
    }

    @Test
    void a_list_in_another_order_may_not_be_cut() {
        dated(scan, 20, 30);

        assertThat(scan.isNewestFirst()).isFalse();
        assertThat(scan.mayBeCut()).isFalse();
    }

    @Test
    void a_walk_that_is_to_be_full_may_not_be_cut() {
        PageScan full = new PageScan("f", Instant.EPOCH, true);
        dated(full, 30, 20);

        assertThat(full.mayBeCut()).isFalse();
    }

    @Test
    void a_walk_that_met_something_wrong_may_not_be_cut() {
        dated(scan, 30, 20);
        scan.problems().report("an entry has no id");

        assertThat(scan.mayBeCut()).isFalse();
    }

    @Test
    void a_walk_whose_last_page_broke_it_may_not_be_cut() {
        dated(scan, 30, 20);
        scan.advance(List.of("a"), 1, () -> true);
        scan.advance(List.of("a"), 1, () -> true);

        assertThat(scan.mayBeCut()).isFalse();
    }

    @Test
    void it_keeps_what_it_has_heard_of_each_job() {
        Job done = Job.known("f", "v", "a").saying(new Statement(Statement.Rank.COMPLETED, "done", "", ""));

        assertThat(scan.heard().isMore(done)).isTrue();

        assertThat(scan.heard().isMore(done)).isFalse();
    }

    @Test
    void it_keeps_what_the_last_answer_promised() {
        assertThat(scan.promise()).isEmpty();

        scan.promised("'total' is 6");
        assertThat(scan.promise()).hasValue("'total' is 6");

        scan.promised(null);
        assertThat(scan.promise()).isEmpty();
    }

    @Test
    void a_job_that_the_list_does_not_show_is_asked_for_where_the_last_page_was() {
        ListPlace place = new ListPlace(RequestTemplate.get("/jobs?page=3").with(Places.NONE), "$.items", "$.id");
        scan.isAt(place);

        assertThat(scan.unlisted("v", "x")).satisfies(job -> {
            assertThat(job.toString()).isEqualTo("f job x");
            assertThat(job.vendor()).isEqualTo("v");
            assertThat(job.listed().place()).isEqualTo(place);
            assertThat(job.detailed()).isFalse();
            assertThat(job.fields()).isEmpty();
        });
    }

    @Test
    void it_goes_back_once_to_what_it_stepped_over_when_the_list_has_ended() {
        stepOver(List.of("a"), true);
        stepOver(List.of("b"), false);

        assertThat(scan.isMore()).isTrue();
        assertThat(scan.offset()).isEqualTo(1);
        assertThat(scan.page()).isEqualTo(3);

        stepOver(List.of("b"), true);
        assertThat(scan.isMore()).isFalse();
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void it_goes_on_by_what_it_sees_when_the_gap_shows_jobs() {
        stepOver(List.of("a"), true);
        stepOver(List.of("c"), false);

        stepOver(List.of("b"), true);
        assertThat(scan.offset()).isEqualTo(2);
        stepOver(List.of("c"), false);

        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void it_goes_back_to_a_gap_too_when_the_vendor_has_no_further_page() {
        stepOver(List.of("a"), true);

        scan.endedBefore();

        assertThat(scan.isMore()).isTrue();
        assertThat(scan.offset()).isEqualTo(1);
    }

    @Test
    void a_gap_may_hold_younger_jobs_than_the_end_of_the_list() {
        dated(scan, 30, 10);
        stepOver(List.of("a"), true);
        stepOver(List.of("b"), false);

        dated(scan, 20, 15);

        assertThat(scan.isNewestFirst()).isTrue();
    }

    @Test
    void a_full_page_shows_that_short_ones_after_it_hide_entries() {
        scan.advance(List.of("a", "b"), 2, () -> true);
        scan.advance(List.of("c"), 1, () -> true, () -> scan.position().stepOverGap(1, 2));

        assertThat(scan.offset()).isEqualTo(4);
        scan.advance(List.of("d"), 1, () -> false);
        assertThat(scan.isFull()).isTrue();
    }

    // A page of a vendor that names no limit, where ten entries were asked for.
    private void stepOver(List<String> ids, boolean more) {
        scan.advance(ids, ids.size(), () -> more, () -> scan.position().stepOverGap(ids.size(), 10));
    }

    private static void dated(PageScan scan, long... seconds) {
        scan.dated(Arrays.stream(seconds)
                .mapToObj(Instant::ofEpochSecond)
                .map(Optional::of)
                .toList());
    }
}
