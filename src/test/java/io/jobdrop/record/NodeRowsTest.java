package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nodes on a ledger, as one of them sees the others. */
class NodeRowsTest {
    private static final String SCHEMA = "node_rows";
    private static final String ONE = "one-0a1b2c3d-4e5f";

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private LedgerDatabase database;

    @BeforeEach
    void open() {
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        OnServer ledger = TestServer.shared(SCHEMA);
        database = LedgerDatabase.open(ledger, folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Nodes node(String id) {
        return new Nodes(database, clock, new Nodes.Self(id, "c", "1.0", "k"));
    }

    private List<String> missed(Nodes seenBy) {
        List<Nodes.Node> all = seenBy.all();
        return all.stream()
                .filter(node -> node.isMissed(all))
                .map(Nodes.Node::id)
                .toList();
    }

    private LedgerTotals totals() {
        return new LedgerTotals(database, clock, () -> false);
    }

    @Test
    void a_node_is_silent_after_its_lease_and_forgotten_after_an_hour() {
        Nodes one = node(ONE);
        one.join();
        assertThat(one.all()).extracting(Nodes.Node::alive).containsExactly(true);
        assertThat(totals().nodesAlive()).isEqualTo(1);

        clock.tick(Duration.ofSeconds(4));
        Nodes two = node("two-0a1b2c3d-4e5f");
        two.join();
        assertThat(two.all()).extracting(Nodes.Node::alive).containsExactly(false, true);
        assertThat(missed(two)).containsExactly(ONE);
        assertThat(totals().nodesAlive()).isEqualTo(1);
        assertThat(totals().nodesSilent()).isEqualTo(1);

        clock.tick(Duration.ofMinutes(60));
        assertThat(two.all()).extracting(Nodes.Node::id).containsExactly("two-0a1b2c3d-4e5f");
    }

    @Test
    void a_node_that_was_started_again_or_that_left_is_not_missed() {
        Nodes left = node("left-0a1b2c3d-4e5f");
        node(ONE).join();
        left.join();
        left.leave();
        clock.tick(Duration.ofSeconds(4));
        Nodes again = node("one-ffffffff-0000");
        again.join();

        assertThat(again.all()).extracting(Nodes.Node::id).containsExactly("one-ffffffff-0000");
        assertThat(missed(again)).isEmpty();
        assertThat(totals().nodesSilent()).isZero();
    }

    @Test
    void a_node_that_was_started_again_at_once_is_not_missed_when_it_stops_either() {
        node(ONE).join();
        clock.tick(Duration.ofSeconds(1));
        Nodes again = node("one-ffffffff-0000");
        again.join();
        clock.tick(Duration.ofSeconds(4));
        database.jdbi().useHandle(handle -> again.prolong(handle, 0).run());
        assertThat(again.all()).extracting(Nodes.Node::id).containsExactly("one-ffffffff-0000");

        again.leave();

        assertThat(node("two-0a1b2c3d-4e5f").all()).isEmpty();
        assertThat(totals().nodesSilent()).isZero();
    }

    @Test
    void a_node_of_the_same_name_that_ran_beside_it_does_not_replace_it() {
        Nodes beside = node("one-ffffffff-0000");
        node(ONE).join();
        beside.join();
        clock.tick(Duration.ofSeconds(4));
        database.jdbi().useHandle(handle -> beside.prolong(handle, 0).run());

        assertThat(missed(beside)).containsExactly(ONE);
    }

    @Test
    void the_oldest_offer_that_no_live_node_has_is_told() {
        TestServer.execute(
                "INSERT INTO " + SCHEMA + ".offer (feed, job_id, offered_at, rank, entry, owner, lease_until)"
                        + " VALUES ('f', 'taken', 1000, 0, '', 'one', " + clock.millis()
                        + "), ('f', 'free', 5000, 0, '', NULL, NULL),"
                        + " ('f', 'lapsed', 4000, 0, '', 'two', 1), ('g', 'taken', 1000, 0, '', 'one', "
                        + clock.millis() + ")");

        LedgerTotals totals = totals();

        assertThat(totals.oldestOffer("f")).hasValue(java.time.Instant.ofEpochMilli(4000));
        assertThat(totals.oldestOffer("g")).isEmpty();
    }
}
