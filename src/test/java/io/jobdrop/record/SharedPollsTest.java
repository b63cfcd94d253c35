package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.PollTurns.State;
import io.jobdrop.record.PollTurns.Trust;
import io.jobdrop.support.SharedLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class SharedPollsTest {
    private static final String FEED = "f";
    private static final OptionalLong ASKED = OptionalLong.empty();

    @TempDir
    Path folder;

    @AutoClose
    private SharedLedger ledger;

    private SharedPolls one;
    private SharedPolls two;

    @BeforeEach
    void open() {
        ledger = new SharedLedger("shared_polls", folder);
        one = node("one");
        two = node("two");
    }

    private SharedPolls node(String name) {
        return new SharedPolls(ledger.database(), ledger.clock(), ledger.clock(), name);
    }

    private OptionalLong fire() {
        return OptionalLong.of(ledger.clock().millis());
    }

    private void end(SharedPolls polls, @Nullable String error, boolean trusted) {
        polls.end(new State(FEED, ledger.clock().millis(), true, 0, error, false), trusted);
    }

    private void minutes(int count) {
        ledger.clock().tick(Duration.ofMinutes(count));
    }

    @Test
    void of_many_nodes_that_fire_at_once_one_polls() {
        OptionalLong fire = fire();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                OptionalLong time = OptionalLong.of(fire.getAsLong() + round);
                List<SharedPolls> nodes =
                        IntStream.range(0, 8).mapToObj(i -> node("node-" + i)).toList();
                List<CompletableFuture<Optional<Trust>>> turns = nodes.stream()
                        .map(node -> CompletableFuture.supplyAsync(() -> node.take(FEED, time), threads))
                        .toList();

                assertThat(turns.stream().filter(turn -> turn.join().isPresent()))
                        .hasSize(1);
                nodes.forEach(node -> end(node, null, true));
                assertThat(one.wanted()).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_same_fire_leads_to_no_second_poll_be_it_during_the_first_or_after_it() {
        OptionalLong fire = fire();
        assertThat(one.take(FEED, fire)).isPresent();
        assertThat(two.take(FEED, fire)).isEmpty();
        end(one, null, true);

        assertThat(two.take(FEED, fire)).isEmpty();
        assertThat(one.take(FEED, fire)).isEmpty();
        assertThat(two.wanted()).isEmpty();
        minutes(1);
        assertThat(two.take(FEED, fire())).isPresent();
    }

    @Test
    void fires_during_a_poll_lead_to_one_more_after_it() {
        assertThat(one.take(FEED, fire())).isPresent();
        ledger.clock().tick(Duration.ofSeconds(1));
        OptionalLong second = fire();
        assertThat(two.take(FEED, second)).isEmpty();
        assertThat(one.take(FEED, OptionalLong.of(second.getAsLong() + 1))).isEmpty();
        assertThat(two.wanted()).isEmpty();

        end(one, null, true);

        assertThat(two.wanted()).containsExactly(FEED);
        assertThat(two.take(FEED, ASKED)).isPresent();
        end(two, null, true);
        assertThat(one.wanted()).isEmpty();
        assertThat(one.take(FEED, second)).isEmpty();
    }

    @Test
    void a_late_fire_that_is_older_than_the_last_poll_brings_no_second_poll_of_newer_ones() {
        OptionalLong older = fire();
        minutes(5);
        OptionalLong newer = fire();
        assertThat(one.take(FEED, newer)).isPresent();
        two.want(FEED, false);
        assertThat(two.take(FEED, older)).isEmpty();
        end(one, null, true);
        assertThat(two.take(FEED, older)).isPresent();
        end(two, null, true);

        assertThat(one.take(FEED, newer)).isEmpty();
        assertThat(two.wanted()).isEmpty();
    }

    @Test
    void a_poll_that_somebody_asks_for_is_made_once_by_whichever_node_finds_it_first() {
        two.want(FEED, false);
        two.want(FEED, false);
        one.want("g", false);

        assertThat(one.wanted()).containsExactly(FEED, "g");
        assertThat(one.take(FEED, ASKED)).contains(Trust.UNTRUSTED);
        assertThat(two.wanted()).containsExactly("g");
        assertThat(two.take(FEED, ASKED)).isEmpty();
        end(one, null, true);

        assertThat(two.take(FEED, ASKED)).isEmpty();
        assertThat(two.wanted()).containsExactly("g");
    }

    @Test
    void a_poll_that_is_asked_for_while_one_runs_is_made_after_it() {
        one.take(FEED, fire()).orElseThrow();
        two.want(FEED, false);
        assertThat(two.take(FEED, ASKED)).isEmpty();

        end(one, null, true);

        assertThat(one.wanted()).containsExactly(FEED);
        assertThat(two.take(FEED, ASKED)).isPresent();
    }

    @Test
    void a_scan_is_trusted_again_when_a_poll_has_gone_well_and_as_its_node_says() {
        assertThat(one.take(FEED, fire())).contains(Trust.UNTRUSTED);
        end(one, null, true);
        minutes(1);
        assertThat(two.take(FEED, fire())).contains(Trust.TRUSTED);
        end(two, "the vendor answers 500", false);
        minutes(1);
        assertThat(one.take(FEED, fire())).contains(Trust.UNTRUSTED);
    }

    @Test
    void what_a_stopping_node_gives_back_is_polled_by_another_one_to_the_lists_end() {
        one.take(FEED, fire()).orElseThrow();
        end(one, null, true);
        minutes(1);
        one.take(FEED, fire()).orElseThrow();

        one.giveBack(FEED);

        assertThat(one.isEmpty()).isTrue();
        assertThat(two.wanted()).containsExactly(FEED);
        assertThat(two.take(FEED, ASKED)).contains(Trust.UNTRUSTED);
    }

    @Test
    void nodes_hear_how_polls_went_before_and_then_what_is_new() {
        long first = ledger.clock().millis();
        one.take(FEED, fire()).orElseThrow();
        end(one, null, true);
        minutes(1);
        long second = ledger.clock().millis();
        one.take(FEED, fire()).orElseThrow();
        one.end(new State(FEED, second, true, 0, "the vendor answers 500", true), false);
        one.want("never-polled", false);
        minutes(1);

        assertThat(two.news()).containsExactly(new State(FEED, second, true, first, "the vendor answers 500", true));
        minutes(1);
        assertThat(two.news()).isEmpty();
        one.take("g", fire()).orElseThrow();
        assertThat(two.news()).containsExactly(new State("g", ledger.clock().millis(), false, 0, null, false));
        assertThat(two.news()).extracting(State::feed).containsExactly("g");
    }

    @Test
    void nodes_that_start_together_ask_for_one_first_poll() {
        one.want("new", true);
        assertThat(one.take("new", OptionalLong.empty())).isPresent();
        two.want("new", true);

        assertThat(two.take("new", OptionalLong.empty())).isEmpty();
        one.giveBack("new");
    }
}
