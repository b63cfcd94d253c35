package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.record.Nodes.Node;
import io.jobdrop.record.Nodes.Self;
import io.jobdrop.support.SharedLedger;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class NodesTest {
    private static final String SCHEMA = "known_nodes";

    @TempDir
    Path folder;

    @AutoClose
    private SharedLedger ledger;

    private Nodes one;
    private Nodes two;

    @BeforeEach
    void open() {
        ledger = new SharedLedger(SCHEMA, folder);
        one = node("one", "jobdrop", "key");
        two = node("two", "jobdrop", "key");
    }

    private Nodes node(String id, String cluster, String key) {
        return new Nodes(ledger.database(), ledger.clock(), new Self(id, cluster, "1.0", key));
    }

    private void beat(Nodes nodes) {
        ledger.database()
                .renewals()
                .inTransaction(handle -> nodes.prolong(handle, 0))
                .run();
    }

    @Test
    void nodes_that_join_see_each_other_and_what_each_works_on() {
        Instant first = ledger.clock().instant();
        one.join();
        ledger.clock().tick(Duration.ofSeconds(1));
        two.join();
        new SharedPolls(ledger.database(), ledger.clock(), ledger.clock(), "two").take("f", OptionalLong.of(1));
        TestServer.execute(
                "INSERT INTO " + SCHEMA + ".job (feed, job_id, state, owner, first_seen_at) VALUES"
                        + " ('f', 'a', 'delivering', 'one', 0), ('f', 'b', 'delivering', 'one', 0), ('f', 'c', 'due', NULL, 0)");

        List<Node> expected = List.of(
                new Node("one", "1.0", first, first, true, 2, 0),
                new Node("two", "1.0", first.plusSeconds(1), first.plusSeconds(1), true, 0, 1));
        assertThat(one.all()).isEqualTo(expected);
        assertThat(two.all()).isEqualTo(expected);
    }

    @Test
    void a_node_with_another_key_or_name_is_refused_as_long_as_one_is_alive() {
        one.join();
        Nodes key = node("key", "jobdrop", "another");
        Nodes name = node("name", "b", "key");

        assertThatThrownBy(key::join)
                .isInstanceOf(UnusableLedger.class)
                .hasMessage(
                        "jobdrop.cluster.key is not the one of node one, which works on the same ledger; nothing was"
                                + " started. Set the same key on all nodes");
        assertThatThrownBy(name::join)
                .isInstanceOf(UnusableLedger.class)
                .hasMessage(
                        "jobdrop.cluster.name is 'b' here, and 'jobdrop' on node one, which works on the same ledger;"
                                + " nothing was started. Set the same name, or another jobdrop.ledger.schema");
        assertThat(one.all()).extracting(Node::id).containsExactly("one");
        assertThat(key.isEmpty()).isTrue();

        ledger.outlast();
        assertThatCode(key::join).doesNotThrowAnyException();
        assertThatThrownBy(two::join).hasMessageContaining("not the one of node key");
    }

    @Test
    void of_nodes_with_different_keys_that_join_at_once_those_with_one_key_do() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                ledger.outlast();
                List<CompletableFuture<Boolean>> joins = IntStream.range(0, 8)
                        .mapToObj(i -> node("node-" + i, "jobdrop", "key-" + i))
                        .map(node -> CompletableFuture.supplyAsync(() -> isJoined(node), threads))
                        .toList();

                assertThat(joins.stream().filter(CompletableFuture::join)).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean isJoined(Nodes node) {
        try {
            node.join();
            return true;
        } catch (UnusableLedger e) {
            return false;
        }
    }

    @Test
    void a_node_that_is_silent_for_a_lease_is_dead_until_it_says_that_it_is_there() {
        one.join();
        ledger.clock().tick(Duration.ofSeconds(3));
        assertThat(two.all()).extracting(Node::alive).containsExactly(true);

        ledger.clock().tick(Duration.ofMillis(1));
        assertThat(two.all()).extracting(Node::alive).containsExactly(false);

        beat(one);
        assertThat(two.all()).extracting(Node::alive).containsExactly(true);
    }

    @Test
    void a_node_goes_on_saying_that_it_is_there_whatever_it_gives_up() {
        one.join();
        one.abandon();

        assertThat(one.isEmpty()).isFalse();
    }

    @Test
    void a_single_run_is_refused_as_long_as_a_node_is_alive() {
        two.requireNone();
        one.join();

        assertThatThrownBy(two::requireNone)
                .isInstanceOf(UnusableLedger.class)
                .hasMessageStartingWith("Nodes work on the ledger already (one), and poll by its schedules.");

        ledger.outlast();
        assertThatCode(two::requireNone).doesNotThrowAnyException();
    }

    @Test
    void a_node_that_leaves_is_not_there_any_more() {
        one.join();
        two.join();

        one.leave();

        assertThat(one.isEmpty()).isTrue();
        assertThat(two.all()).extracting(Node::id).containsExactly("two");
        node("three", "jobdrop", "key").join();
    }

    @Test
    void a_renewal_that_was_under_way_does_not_bring_back_a_node_that_has_left() {
        one.join();
        one.leave();

        beat(one);

        assertThat(two.all()).isEmpty();
    }

    @Test
    void a_dead_node_is_shown_for_an_hour_and_then_forgotten() {
        one.join();
        ledger.clock().tick(Duration.ofHours(1));
        assertThat(two.all()).extracting(Node::id).containsExactly("one");

        ledger.clock().tick(Duration.ofMillis(1));
        assertThat(two.all()).isEmpty();

        beat(one);
        assertThat(two.all()).extracting(Node::alive).containsExactly(true);
        ledger.clock().tick(Duration.ofHours(2));
        two.join();
        assertThat(rows()).isEqualTo(1);
    }

    private int rows() {
        return ledger.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM node")
                        .mapTo(Integer.class)
                        .one());
    }
}
