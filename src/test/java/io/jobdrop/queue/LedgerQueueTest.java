package io.jobdrop.queue;

import static io.jobdrop.queue.QueueScene.FEED;
import static io.jobdrop.queue.QueueScene.KEY;
import static io.jobdrop.queue.QueueScene.WORKERS;
import static io.jobdrop.queue.QueueScene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.record.WaitingOffers;
import io.jobdrop.support.LogLines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LedgerQueueTest {
    @TempDir
    Path folder;

    @AutoClose
    private QueueScene scene;

    @BeforeEach
    void open() {
        scene = new QueueScene("ledger_queue", folder);
    }

    @Test
    void what_a_poll_puts_in_is_worked_on_and_its_offer_ends_be_it_that_the_work_fails() throws Exception {
        DefaultCamelContext node = scene.node("one", 100);
        for (String id : List.of("a", "fails", "b")) {
            node.createProducerTemplate().sendBody("offers:" + FEED, job(id));
        }

        await().until(() -> scene.other.count(FEED) == 0);
        assertThat(scene.taken).containsExactlyInAnyOrder("a", "fails", "b");
    }

    @Test
    void nodes_share_the_jobs_and_each_is_worked_on_once() throws Exception {
        String[] ids = IntStream.range(0, 40).mapToObj(i -> "j" + i).toArray(String[]::new);
        scene.put(ids);

        scene.node("one", 100);
        scene.node("two", 100);

        await().until(() -> scene.other.count(FEED) == 0);
        assertThat(scene.taken).containsExactlyInAnyOrder(ids);
    }

    @Test
    void a_node_takes_no_more_than_it_has_workers_for_and_the_reserve_begins_for_orphans_alone() throws Exception {
        scene.hold("dead", "a", "b");
        scene.put("dead", "a", "b", "late", "c", "d");
        scene.other.take(FEED, false).orElseThrow();
        scene.node("one", 100);
        await().until(() -> scene.taken.size() == WORKERS);
        scene.awaitLooks();
        assertThat(scene.taken).containsExactlyInAnyOrder("a", "b");

        scene.outlastOther();
        await().until(() -> scene.taken.contains("dead"));
        scene.letEnd("dead");
        await().until(() -> !scene.other.has(job("dead")));
        scene.awaitLooks();
        assertThat(scene.other.waiting()).isEqualTo(Map.of(FEED, new WaitingOffers(0, 3, 0)));

        scene.other.take(FEED, false).orElseThrow();
        scene.outlastOther();
        await().until(() -> scene.taken.contains("late") && !scene.other.has(job("late")));
        assertThat(scene.taken).hasSize(4);
        assertThat(scene.other.waiting()).isEqualTo(Map.of(FEED, new WaitingOffers(0, 2, 0)));
    }

    @Test
    void what_a_dead_node_had_is_taken_by_whoever_is_free() throws Exception {
        scene.put("dead", "a", "b");
        scene.other.take(FEED, false).orElseThrow();
        scene.outlastOther();
        scene.hold("dead", "a", "b");

        scene.node("one", 100);

        await().until(() -> scene.taken.contains("dead"));
    }

    @Test
    void a_poll_waits_for_a_place_until_workers_take_what_waits() throws Exception {
        scene.hold("a", "b");
        scene.put("a", "b", "c");
        DefaultCamelContext node = scene.node("one", 1);
        await().until(() -> scene.taken.size() == WORKERS);
        scene.awaitLooks();
        Thread poll = new Thread(() -> node.createProducerTemplate().sendBody("offers:" + FEED, job("d")));
        poll.start();
        await().until(() -> poll.getState() == Thread.State.TIMED_WAITING);
        assertThat(scene.other.has(job("d"))).isFalse();

        scene.letAllEnd();

        poll.join();
        await().until(() -> scene.taken.contains("d"));
    }

    @Test
    void what_another_key_has_sealed_is_told_and_keeps_nobody_from_the_next() throws Exception {
        try (LogLines log = new LogLines(Level.WARN)) {
            scene.other.put(job("foreign"), new SealedJobs(KEY.replace('0', 'x')).seal(job("foreign")));
            scene.put("a");
            scene.node("one", 100);

            await().until(() -> scene.taken.contains("a") && scene.other.count(FEED) == 0);
            assertThat(log.all())
                    .anyMatch(line ->
                            line.startsWith(scene.feed + " job foreign: what a poll said of it cannot be read: "));
        }
    }

    @Test
    void what_a_node_hands_over_is_free_for_others_at_once() throws Exception {
        scene.enter("handed over", "due");
        scene.hold("handed over");
        scene.put("handed over");
        scene.node("one", 100);
        await().until(() -> scene.taken.contains("handed over"));
        scene.postpone("handed over", "one");

        scene.letAllEnd();

        await().until(() -> scene.other.take(FEED, false).isPresent());
        assertThat(scene.taken).containsExactly("handed over");
    }
}
