package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a walk ends, and what may be left out then. */
class WalkEndTest {
    private final PageWalk walk = new PageWalk("f", Instant.EPOCH.plusSeconds(7), false);

    @Test
    void it_knows_its_feed_and_when_it_began() {
        assertThat(walk.feed()).isEqualTo("f");
        assertThat(walk.beganAt()).isEqualTo(Instant.EPOCH.plusSeconds(7));
    }

    @Test
    void it_counts_the_entries_that_were_shown_and_not_those_that_were_covered() {
        walk.advance(List.of("a"), 2, () -> true, () -> 10);
        walk.advance(List.of("b"), 3, () -> false, () -> 10);

        assertThat(walk.entries()).isEqualTo(5);
        assertThat(walk.offset()).isEqualTo(13);
    }

    @Test
    void it_is_full_when_the_vendor_promises_no_more() {
        walk.advance(List.of("a"), 1, () -> true);
        assertThat(walk.isFull()).isFalse();

        walk.advance(List.of("b"), 1, () -> false);
        assertThat(walk.isFull()).isTrue();
    }

    @Test
    void it_is_not_full_when_the_rest_was_left_out() {
        walk.advance(List.of("a"), 1, () -> true);

        walk.end();

        assertThat(walk.isMore()).isFalse();
        assertThat(walk.isFull()).isFalse();
    }

    @Test
    void it_is_full_when_the_vendor_has_no_further_page() {
        walk.advance(List.of("a"), 1, () -> true);

        walk.endedBefore();

        assertThat(walk.isMore()).isFalse();
        assertThat(walk.isFull()).isTrue();
    }

    @Test
    void it_is_not_full_when_something_on_the_way_was_wrong() {
        walk.report("an entry has no id");
        walk.advance(List.of("a"), 1, () -> false);

        assertThat(walk.isFull()).isFalse();
    }

    @Test
    void it_is_not_full_when_its_last_page_was_broken_and_remembers_the_ids_on_it() {
        walk.advance(List.of("a"), 1, () -> {
            throw walk.broken("no number");
        });

        assertThat(walk.hasSeen("a")).isTrue();
        assertThat(walk.isFull()).isFalse();
        assertThatThrownBy(walk::failIfBroken).hasMessage("page 1 of f: no number");
    }

    @Test
    void it_has_seen_the_ids_of_its_pages_and_no_others() {
        walk.advance(List.of("a", "b"), 2, () -> true);

        assertThat(walk.hasSeen("b")).isTrue();
        assertThat(walk.hasSeen("c")).isFalse();
    }

    @Test
    void a_list_that_is_shown_newest_first_may_be_cut() {
        assertThat(walk.mayBeCut()).isFalse();

        dated(walk, 30, 20);

        assertThat(walk.isNewestFirst()).isTrue();
        assertThat(walk.mayBeCut()).isTrue();
    }

    @Test
    void a_list_in_another_order_may_not_be_cut() {
        dated(walk, 20, 30);

        assertThat(walk.isNewestFirst()).isFalse();
        assertThat(walk.mayBeCut()).isFalse();
    }

    @Test
    void a_walk_that_is_to_be_full_may_not_be_cut() {
        PageWalk full = new PageWalk("f", Instant.EPOCH, true);
        dated(full, 30, 20);

        assertThat(full.mayBeCut()).isFalse();
    }

    @Test
    void a_walk_that_met_something_wrong_may_not_be_cut() {
        dated(walk, 30, 20);
        walk.report("an entry has no id");

        assertThat(walk.mayBeCut()).isFalse();
    }

    @Test
    void a_walk_whose_last_page_broke_it_may_not_be_cut() {
        dated(walk, 30, 20);
        walk.advance(List.of("a"), 1, () -> true);
        walk.advance(List.of("a"), 1, () -> true);

        assertThat(walk.mayBeCut()).isFalse();
    }

    @Test
    void it_keeps_what_it_has_heard_of_each_job() {
        Job done = Job.known("f", "v", "a").saying(new Statement(Statement.Rank.COMPLETED, "done", "", ""));

        assertThat(walk.heard().isMore(done)).isTrue();

        assertThat(walk.heard().isMore(done)).isFalse();
    }

    @Test
    void it_keeps_what_the_last_answer_promised() {
        assertThat(walk.promise()).isEmpty();

        walk.promised("'total' is 6");
        assertThat(walk.promise()).hasValue("'total' is 6");

        walk.promised(null);
        assertThat(walk.promise()).isEmpty();
    }

    @Test
    void a_job_that_the_list_does_not_show_is_asked_for_where_the_last_page_was() {
        ListPlace place = new ListPlace("/jobs?page=3", "$.items", "$.id");
        walk.isAt(place);

        assertThat(walk.unlisted("v", "x")).satisfies(job -> {
            assertThat(job.toString()).isEqualTo("f job x");
            assertThat(job.vendor()).isEqualTo("v");
            assertThat(job.place()).isEqualTo(place);
            assertThat(job.detailed()).isFalse();
            assertThat(job.fields()).isEmpty();
        });
    }

    @Test
    void it_goes_back_once_to_what_it_stepped_over_when_the_list_has_ended() {
        stepOver(List.of("a"), true);
        stepOver(List.of("b"), false);

        assertThat(walk.isMore()).isTrue();
        assertThat(walk.offset()).isEqualTo(1);
        assertThat(walk.page()).isEqualTo(3);

        stepOver(List.of("b"), true);
        assertThat(walk.isMore()).isFalse();
        assertThat(walk.isFull()).isTrue();
    }

    @Test
    void it_goes_on_by_what_it_sees_when_the_gap_shows_jobs() {
        stepOver(List.of("a"), true);
        stepOver(List.of("c"), false);

        stepOver(List.of("b"), true);
        assertThat(walk.offset()).isEqualTo(2);
        stepOver(List.of("c"), false);

        assertThat(walk.isFull()).isTrue();
    }

    @Test
    void it_goes_back_to_a_gap_too_when_the_vendor_has_no_further_page() {
        stepOver(List.of("a"), true);

        walk.endedBefore();

        assertThat(walk.isMore()).isTrue();
        assertThat(walk.offset()).isEqualTo(1);
    }

    @Test
    void a_gap_may_hold_younger_jobs_than_the_end_of_the_list() {
        dated(walk, 30, 10);
        stepOver(List.of("a"), true);
        stepOver(List.of("b"), false);

        dated(walk, 20, 15);

        assertThat(walk.isNewestFirst()).isTrue();
    }

    @Test
    void a_full_page_shows_that_short_ones_after_it_hide_entries() {
        walk.advance(List.of("a", "b"), 2, () -> true);
        walk.advance(List.of("c"), 1, () -> true, () -> walk.stepOverGap(1, 2));

        assertThat(walk.offset()).isEqualTo(4);
        walk.advance(List.of("d"), 1, () -> false);
        assertThat(walk.isFull()).isTrue();
    }

    // A page of a vendor that names no limit, where ten entries were asked for.
    private void stepOver(List<String> ids, boolean more) {
        walk.advance(ids, ids.size(), () -> more, () -> walk.stepOverGap(ids.size(), 10));
    }

    private static void dated(PageWalk walk, long... seconds) {
        walk.dated(Arrays.stream(seconds)
                .mapToObj(Instant::ofEpochSecond)
                .map(Optional::of)
                .toList());
    }
}
