package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A scan that has left the list, newest first, behind its second page, to look for old jobs where they were last seen. */
class VisitingScanTest {
    private final PageScan scan = new PageScan("f", Instant.EPOCH, false);

    @BeforeEach
    void readTwoPages() {
        scan.dated(List.of(Optional.of(Instant.ofEpochSecond(30)), Optional.of(Instant.ofEpochSecond(20))));
        page("a", "b");
        page("c", "d");
    }

    @Test
    void it_goes_to_the_page_that_showed_the_job_and_then_to_the_next() {
        scan.visit(Map.of("x", 7));

        assertThat(scan.isVisiting()).isTrue();
        assertThat(scan.isMore()).isTrue();
        assertThat(scan.page()).isEqualTo(7);
        assertThat(scan.offset()).isEqualTo(12);

        page("e", "f");
        scan.goOnVisiting();
        assertThat(scan.page()).isEqualTo(8);
        assertThat(scan.offset()).isEqualTo(14);
    }

    @Test
    void it_ends_as_soon_as_all_jobs_were_found_and_is_not_full() {
        scan.visit(Map.of("x", 7));

        page("w", "x");
        scan.goOnVisiting();

        assertThat(scan.isMore()).isFalse();
        assertThat(scan.isFull()).isFalse();
    }

    @Test
    void it_ends_at_once_when_there_is_nothing_to_look_for() {
        scan.visit(Map.of());

        assertThat(scan.isMore()).isFalse();
        assertThat(scan.isFull()).isFalse();
    }

    @Test
    void it_adds_the_whole_pages_by_which_the_list_has_grown() {
        scan.grown(3);
        scan.grown(4);

        scan.visit(Map.of("x", 7));

        assertThat(scan.page()).isEqualTo(10);
        assertThat(scan.offset()).isEqualTo(18);
    }

    @Test
    void it_goes_on_where_it_left_the_list_when_a_job_is_not_found() {
        scan.visit(Map.of("x", 7));
        page("e", "f");
        scan.goOnVisiting();
        page("g", "h");

        scan.goOnVisiting();

        assertThat(scan.isVisiting()).isFalse();
        assertThat(scan.isMore()).isTrue();
        assertThat(scan.page()).isEqualTo(3);
        assertThat(scan.offset()).isEqualTo(4);
    }

    @Test
    void after_it_has_come_back_it_is_not_cut_again_and_may_be_full() {
        assertThat(scan.mayBeCut()).isTrue();
        scan.visit(Map.of("x", 7));
        scan.goOnVisiting();
        scan.goOnVisiting();

        scan.dated(List.of(Optional.of(Instant.ofEpochSecond(25)), Optional.of(Instant.ofEpochSecond(10))));
        assertThat(scan.isNewestFirst()).isTrue();
        assertThat(scan.mayBeCut()).isFalse();

        scan.advance(List.of("e"), 1, () -> false);
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void a_page_out_of_turn_may_be_met_again_on_the_way() {
        scan.visit(Map.of("x", 3));
        page("e", "f");
        scan.goOnVisiting();
        page("g", "h");
        scan.goOnVisiting();

        page("e", "f");
        scan.problems().failIfBroken();

        assertThat(scan.isMore()).isTrue();
        assertThat(scan.page()).isEqualTo(4);
    }

    @Test
    void a_page_out_of_turn_that_the_vendor_does_not_have_is_skipped() {
        scan.visit(Map.of("x", 7));

        scan.endedBefore();

        assertThat(scan.isMore()).isTrue();
        assertThat(scan.isVisiting()).isTrue();
        assertThat(scan.page()).isEqualTo(7);
    }

    @Test
    void entries_that_the_list_hides_count_as_places_of_its_pages() {
        scan.advance(List.of("e"), 1, () -> true, () -> 10);

        scan.visit(Map.of("x", 7));

        assertThat(scan.page()).isEqualTo(7);
        assertThat(scan.offset()).isEqualTo(60);
    }

    private void page(String... ids) {
        scan.advance(List.of(ids), ids.length, () -> true);
    }
}
