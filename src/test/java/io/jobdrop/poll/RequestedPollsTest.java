package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestedPollsTest {
    private final List<String> fired = new ArrayList<>();
    private final RequestedPolls polls = new RequestedPolls(System::nanoTime);

    @BeforeEach
    void trigger() {
        polls.triggeredBy(fired::add);
    }

    @Test
    void a_poll_is_fired_once_until_it_begins() {
        polls.begin("f");

        polls.request("f");
        polls.request("f");
        assertThat(fired).containsExactly("f");

        polls.began("f");
        polls.request("f");
        assertThat(fired).containsExactly("f", "f");
    }

    @Test
    void what_is_requested_of_a_feed_before_its_routes_run_is_fired_once_they_do() {
        polls.request("f");
        polls.request("g");
        assertThat(fired).isEmpty();

        polls.begin("f");
        polls.begin("f");

        assertThat(fired).containsExactly("f");
    }
}
