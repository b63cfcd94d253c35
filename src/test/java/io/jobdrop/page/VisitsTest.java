package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VisitsTest {
    @Test
    void a_job_is_looked_for_on_the_page_that_showed_it_and_on_the_next_one() {
        Visits visits = new Visits(2, 10, Map.of("a", 7), 0);

        assertThat(visits.next(Set.of())).hasValue(7);
        assertThat(visits.next(Set.of())).hasValue(8);
        assertThat(visits.next(Set.of())).isEmpty();
    }

    @Test
    void pages_by_which_the_list_has_grown_are_added() {
        Visits visits = new Visits(2, 10, Map.of("a", 7), 3);

        assertThat(visits.next(Set.of())).hasValue(10);
        assertThat(visits.next(Set.of())).hasValue(11);
    }

    @Test
    void no_page_is_visited_that_the_walk_has_behind_it() {
        Visits visits = new Visits(5, 40, Map.of("a", 1), 2);

        assertThat(visits.next(Set.of())).hasValue(5);
        assertThat(visits.next(Set.of())).hasValue(6);
        assertThat(visits.next(Set.of())).isEmpty();
    }

    @Test
    void pages_are_visited_once_and_in_ascending_order_for_all_jobs() {
        Visits visits = new Visits(2, 10, Map.of("a", 9, "b", 4, "c", 5), 0);

        assertThat(visits.next(Set.of())).hasValue(4);
        assertThat(visits.next(Set.of())).hasValue(5);
        assertThat(visits.next(Set.of())).hasValue(6);
        assertThat(visits.next(Set.of())).hasValue(9);
        assertThat(visits.next(Set.of())).hasValue(10);
        assertThat(visits.next(Set.of())).isEmpty();
    }

    @Test
    void a_page_whose_jobs_were_all_seen_is_left_out() {
        Visits visits = new Visits(2, 10, Map.of("a", 4, "b", 5), 0);

        assertThat(visits.next(Set.of("a"))).hasValue(5);
        assertThat(visits.next(Set.of("a", "b"))).isEmpty();
    }

    @Test
    void it_is_over_when_every_job_was_seen() {
        Visits visits = new Visits(2, 10, Map.of("a", 4, "b", 5), 0);

        assertThat(visits.allIn(Set.of())).isFalse();
        assertThat(visits.allIn(Set.of("a", "c"))).isFalse();
        assertThat(visits.allIn(Set.of("b", "a", "c"))).isTrue();
    }

    @Test
    void it_knows_where_the_list_was_left() {
        Visits visits = new Visits(3, 25, Map.of(), 0);

        assertThat(visits.page()).isEqualTo(3);
        assertThat(visits.offset()).isEqualTo(25);
        assertThat(visits.allIn(Set.of())).isTrue();
        assertThat(visits.next(Set.of())).isEmpty();
    }
}
