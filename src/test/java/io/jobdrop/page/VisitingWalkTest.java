package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A walk that has left the list, newest first, behind its second page, to look for old jobs where they were last seen. */
class VisitingWalkTest {
    private final PageWalk walk = new PageWalk("f", Instant.EPOCH, false);

    @BeforeEach
    void readTwoPages() {
        walk.dated(List.of(Optional.of(Instant.ofEpochSecond(30)), Optional.of(Instant.ofEpochSecond(20))));
        page("a", "b");
        page("c", "d");
    }

    @Test
    void it_goes_to_the_page_that_showed_the_job_and_then_to_the_next() {
        walk.visit(Map.of("x", 7));

        assertThat(walk.isVisiting()).isTrue();
        assertThat(walk.isMore()).isTrue();
        assertThat(walk.page()).isEqualTo(7);
        assertThat(walk.offset()).isEqualTo(12);

        page("e", "f");
        walk.goOnVisiting();
        assertThat(walk.page()).isEqualTo(8);
        assertThat(walk.offset()).isEqualTo(14);
    }

    @Test
    void it_ends_as_soon_as_all_jobs_were_found_and_is_not_full() {
        walk.visit(Map.of("x", 7));

        page("w", "x");
        walk.goOnVisiting();

        assertThat(walk.isMore()).isFalse();
        assertThat(walk.isFull()).isFalse();
    }

    @Test
    void it_ends_at_once_when_there_is_nothing_to_look_for() {
        walk.visit(Map.of());

        assertThat(walk.isMore()).isFalse();
        assertThat(walk.isFull()).isFalse();
    }

    @Test
    void it_adds_the_whole_pages_by_which_the_list_has_grown() {
        walk.grown(3);
        walk.grown(4);

        walk.visit(Map.of("x", 7));

        assertThat(walk.page()).isEqualTo(10);
        assertThat(walk.offset()).isEqualTo(18);
    }

    @Test
    void it_goes_on_where_it_left_the_list_when_a_job_is_not_found() {
        walk.visit(Map.of("x", 7));
        page("e", "f");
        walk.goOnVisiting();
        page("g", "h");

        walk.goOnVisiting();

        assertThat(walk.isVisiting()).isFalse();
        assertThat(walk.isMore()).isTrue();
        assertThat(walk.page()).isEqualTo(3);
        assertThat(walk.offset()).isEqualTo(4);
    }

    @Test
    void after_it_has_come_back_it_is_not_cut_again_and_may_be_full() {
        assertThat(walk.mayBeCut()).isTrue();
        walk.visit(Map.of("x", 7));
        walk.goOnVisiting();
        walk.goOnVisiting();

        walk.dated(List.of(Optional.of(Instant.ofEpochSecond(25)), Optional.of(Instant.ofEpochSecond(10))));
        assertThat(walk.isNewestFirst()).isTrue();
        assertThat(walk.mayBeCut()).isFalse();

        walk.advance(List.of("e"), 1, () -> false);
        assertThat(walk.isFull()).isTrue();
    }

    @Test
    void a_page_out_of_turn_may_be_met_again_on_the_way() {
        walk.visit(Map.of("x", 3));
        page("e", "f");
        walk.goOnVisiting();
        page("g", "h");
        walk.goOnVisiting();

        page("e", "f");
        walk.failIfBroken();

        assertThat(walk.isMore()).isTrue();
        assertThat(walk.page()).isEqualTo(4);
    }

    @Test
    void a_page_out_of_turn_that_the_vendor_does_not_have_is_skipped() {
        walk.visit(Map.of("x", 7));

        walk.endedBefore();

        assertThat(walk.isMore()).isTrue();
        assertThat(walk.isVisiting()).isTrue();
        assertThat(walk.page()).isEqualTo(7);
    }

    @Test
    void entries_that_the_list_hides_count_as_places_of_its_pages() {
        walk.advance(List.of("e"), 1, () -> true, () -> 10);

        walk.visit(Map.of("x", 7));

        assertThat(walk.page()).isEqualTo(7);
        assertThat(walk.offset()).isEqualTo(60);
    }

    private void page(String... ids) {
        walk.advance(List.of(ids), ids.length, () -> true);
    }
}
