package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.PollTurns.State;
import io.jobdrop.record.PollTurns.Trust;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.SharedLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class PollLeasesTest {
    private static final String FEED = "f";
    private static final OptionalLong ASKED = OptionalLong.empty();

    @TempDir
    Path folder;

    @AutoClose
    private SharedLedger ledger;

    @AutoClose
    private final LogLines log = new LogLines(Level.WARN);

    private SharedPolls one;
    private SharedPolls two;

    @BeforeEach
    void open() {
        ledger = new SharedLedger("poll_leases", folder);
        one = node("one");
        two = node("two");
    }

    private SharedPolls node(String name) {
        return new SharedPolls(ledger.database(), ledger.clock(), ledger.clock(), name);
    }

    private OptionalLong fire() {
        return OptionalLong.of(ledger.clock().millis());
    }

    private void endWell(SharedPolls polls) {
        polls.end(new State(FEED, ledger.clock().millis(), true, 0, null, false), true);
    }

    private void prolong(SharedPolls polls) {
        long until = ledger.clock().millis() + 3000;
        ledger.database()
                .renewals()
                .inTransaction(handle -> polls.prolong(handle, until))
                .run();
    }

    private void taken(SharedPolls polls) {
        polls.take(FEED, fire()).orElseThrow();
    }

    @Test
    void the_poll_of_a_living_node_is_its_own_for_as_long_as_it_takes() {
        taken(one);
        for (int i = 0; i < 5; i++) {
            ledger.clock().tick(Duration.ofSeconds(2));
            prolong(one);
        }

        assertThat(two.wanted()).isEmpty();
        assertThat(two.take(FEED, ASKED)).isEmpty();
        assertThat(one.isLost(FEED)).isFalse();
    }

    @Test
    void the_poll_of_a_dead_node_is_made_again_by_one_other_and_trusted_only_when_that_went_well() {
        taken(one);
        endWell(one);
        ledger.clock().tick(Duration.ofMinutes(1));
        taken(one);
        assertThat(two.wanted()).isEmpty();
        ledger.outlast();

        assertThat(two.wanted()).containsExactly(FEED);
        List<CompletableFuture<Optional<Trust>>> turns = IntStream.range(0, 8)
                .mapToObj(i -> node("node-" + i))
                .map(node -> CompletableFuture.supplyAsync(() -> node.take(FEED, ASKED)))
                .toList();
        assertThat(turns.stream().flatMap(turn -> turn.join().stream())).containsExactly(Trust.UNTRUSTED);
        assertThat(two.wanted()).isEmpty();

        ledger.outlast();
        assertThat(two.take(FEED, ASKED)).contains(Trust.UNTRUSTED);
        endWell(two);
        ledger.clock().tick(Duration.ofMinutes(1));
        assertThat(one.take(FEED, fire())).contains(Trust.TRUSTED);
    }

    @Test
    void the_fire_of_a_dead_nodes_poll_is_no_other_poll() {
        OptionalLong fire = fire();
        one.take(FEED, fire).orElseThrow();
        ledger.outlast();
        two.take(FEED, ASKED).orElseThrow();
        endWell(two);

        assertThat(two.take(FEED, fire)).isEmpty();
        assertThat(two.wanted()).isEmpty();
    }

    @Test
    void a_node_that_wakes_up_changes_nothing_of_the_poll_that_another_one_makes() {
        taken(one);
        ledger.outlast();
        two.take(FEED, ASKED).orElseThrow();
        two.news();

        endWell(one);

        assertThat(two.news()).extracting(State::ended).containsExactly(false);
        assertThat(node("three").take(FEED, ASKED)).isEmpty();
        two.giveBack(FEED);
        assertThat(one.take(FEED, ASKED)).contains(Trust.UNTRUSTED);
    }

    @Test
    void a_node_that_wakes_up_gives_nothing_back_that_is_anothers() {
        taken(one);
        ledger.outlast();
        two.take(FEED, ASKED).orElseThrow();

        one.giveBack(FEED);

        assertThat(node("three").wanted()).isEmpty();
        assertThat(node("three").take(FEED, ASKED)).isEmpty();
    }

    @Test
    void an_earlier_turn_of_the_same_node_is_void_too() {
        SharedPolls asleep = node("one");
        asleep.take(FEED, fire()).orElseThrow();
        ledger.outlast();
        one.take(FEED, ASKED).orElseThrow();

        endWell(asleep);

        assertThat(two.take(FEED, ASKED)).isEmpty();
        endWell(one);
        ledger.clock().tick(Duration.ofMinutes(1));
        assertThat(two.take(FEED, fire())).contains(Trust.TRUSTED);
    }

    @Test
    void a_node_learns_from_its_renewal_that_another_one_polls_the_feed() {
        taken(one);
        ledger.outlast();
        two.take(FEED, ASKED).orElseThrow();
        assertThat(one.isLost(FEED)).isFalse();

        prolong(one);

        assertThat(one.isLost(FEED)).isTrue();
        assertThat(one.isEmpty()).isTrue();
        assertThat(log.all()).containsExactly(FEED + ": another node polls it now; the poll of this node ends");
        endWell(two);
        ledger.clock().tick(Duration.ofMinutes(1));
        taken(one);
        assertThat(one.isLost(FEED)).isFalse();
    }

    @Test
    void what_a_node_gives_up_may_be_anothers_when_its_lease_is_over() {
        taken(one);
        one.abandon();

        assertThat(one.isLost(FEED)).isTrue();
        assertThat(one.isEmpty()).isTrue();
        prolong(one);
        assertThat(two.wanted()).isEmpty();
        ledger.outlast();
        endWell(one);
        assertThat(two.take(FEED, ASKED)).contains(Trust.UNTRUSTED);
    }

    @Test
    void what_fires_on_a_node_before_its_own_lost_poll_is_over_is_made_after_it() {
        taken(one);
        one.abandon();
        ledger.clock().tick(Duration.ofSeconds(1));
        assertThat(one.take(FEED, fire())).isEmpty();

        ledger.outlast();

        assertThat(one.wanted()).containsExactly(FEED);
        assertThat(one.take(FEED, ASKED)).contains(Trust.UNTRUSTED);
    }
}
