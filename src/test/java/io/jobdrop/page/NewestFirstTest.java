package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NewestFirstTest {
    private final NewestFirst order = new NewestFirst();

    @Test
    void entries_that_get_older_show_the_order() {
        add(30, 20, 20, 10);

        assertThat(order.isShown()).isTrue();
    }

    @Test
    void no_entry_and_a_single_one_show_nothing() {
        assertThat(order.isShown()).isFalse();

        add(30);
        assertThat(order.isShown()).isFalse();
    }

    @Test
    void times_that_are_all_the_same_show_nothing() {
        add(30, 30, 30);

        assertThat(order.isShown()).isFalse();
    }

    @Test
    void an_entry_younger_than_the_one_before_refutes_it_for_good() {
        add(30, 20, 21);
        assertThat(order.isShown()).isFalse();

        add(10, 5);
        assertThat(order.isShown()).isFalse();
    }

    @Test
    void an_entry_without_a_date_refutes_it_for_good() {
        add(30, 20);
        order.add(Optional.empty());
        assertThat(order.isShown()).isFalse();

        add(10);
        assertThat(order.isShown()).isFalse();
    }

    @Test
    void a_list_whose_first_entry_has_no_date_is_in_no_order() {
        order.add(Optional.empty());
        add(30, 20);

        assertThat(order.isShown()).isFalse();
    }

    @Test
    void a_walk_that_goes_back_may_meet_younger_entries_once() {
        add(30, 10);
        order.goBack();
        assertThat(order.isShown()).isFalse();

        add(20, 15);
        assertThat(order.isShown()).isTrue();

        add(16);
        assertThat(order.isShown()).isFalse();
    }

    private void add(long... seconds) {
        for (long second : seconds) {
            order.add(Optional.of(Instant.ofEpochSecond(second)));
        }
    }
}
