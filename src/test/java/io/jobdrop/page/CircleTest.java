package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CircleTest {
    private final Circle circle = new Circle();

    @Test
    void a_page_of_known_ids_alone_leads_in_a_circle_and_a_new_one_among_them_does_not() {
        assertThat(circle.problem(List.of("a", "b"))).isEmpty();
        assertThat(circle.problem(List.of("b", "c"))).isEmpty();

        assertThat(circle.problem(List.of("c", "a")))
                .hasValue("all its 2 ids were on earlier pages, the first one is c");
    }

    @Test
    void a_hundred_pages_without_a_job_are_borne_and_one_more_is_not() {
        hundredEmptyPages();

        assertThat(circle.problem(List.of()))
                .hasValue("the last 100 pages showed no job, and yet the answers promise more");
    }

    @Test
    void a_new_job_lets_a_hundred_more_be_borne() {
        hundredEmptyPages();
        assertThat(circle.problem(List.of("a"))).isEmpty();

        hundredEmptyPages();
    }

    @Test
    void after_going_back_a_page_may_show_again_what_earlier_ones_did() {
        circle.problem(List.of("a"));
        circle.goBack();

        assertThat(circle.problem(List.of("a"))).isEmpty();
        assertThat(circle.problem(List.of("a"))).isPresent();
    }

    private void hundredEmptyPages() {
        for (int i = 0; i < 100; i++) {
            assertThat(circle.problem(List.of())).isEmpty();
        }
    }
}
