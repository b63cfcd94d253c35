package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapTest {
    private final Gap gap = new Gap();

    @Test
    void what_a_short_page_left_out_is_stepped_over_and_looked_at_once_at_the_end() {
        assertThat(gap.step(20, 3, 10, 3)).isEqualTo(10);

        assertThat(gap.take()).hasValue(23);
        assertThat(gap.take()).isEmpty();
    }

    @Test
    void the_first_of_several_gaps_is_looked_at() {
        gap.step(0, 0, 10, 3);
        gap.step(10, 4, 10, 4);

        assertThat(gap.take()).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11})
    void once_a_page_was_full_there_is_no_smaller_limit_and_so_no_gap(long longest) {
        assertThat(gap.step(20, 3, 10, longest)).isEqualTo(10);

        assertThat(gap.take()).isEmpty();
    }

    @Test
    void a_first_page_without_entries_is_not_stepped_over() {
        assertThat(gap.step(0, 0, 10, 0)).isZero();

        assertThat(gap.take()).isEmpty();
    }

    @Test
    void when_the_gap_shows_jobs_the_vendor_has_a_smaller_limit_and_the_walk_goes_by_what_it_sees() {
        gap.step(0, 3, 10, 3);
        gap.take();

        assertThat(gap.isNothingIn(true)).isFalse();

        assertThat(gap.step(3, 3, 10, 3)).isEqualTo(3);
        assertThat(gap.isNothingIn(false)).isFalse();
    }

    @Test
    void when_the_gap_shows_what_is_known_nothing_was_in_it() {
        assertThat(gap.isNothingIn(false)).isFalse();
        gap.step(0, 3, 10, 3);
        gap.take();

        assertThat(gap.isNothingIn(false)).isTrue();
    }
}
