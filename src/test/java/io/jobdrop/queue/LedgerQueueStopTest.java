package io.jobdrop.queue;

import static io.jobdrop.queue.QueueScene.FEED;
import static io.jobdrop.queue.QueueScene.WORKERS;
import static io.jobdrop.queue.QueueScene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.record.Offers;
import io.jobdrop.record.WaitingOffers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LedgerQueueStopTest {
    @TempDir
    Path folder;

    @AutoClose
    private QueueScene scene;

    @BeforeEach
    void open() {
        scene = new QueueScene("ledger_queue_stop", folder);
    }

    @Test
    void nothing_is_taken_while_the_ledger_is_away() throws Exception {
        scene.away = true;
        scene.put("a", "b");
        scene.node("one", 100);
        scene.awaitLooks();
        assertThat(scene.taken).isEmpty();

        scene.away = false;

        await().until(() -> scene.taken.size() == 2);
    }

    @Test
    void a_worker_takes_no_other_job_when_the_ledger_goes_away() throws Exception {
        scene.hold("a", "b");
        scene.put("a", "b", "c");
        scene.node("one", 100);
        await().until(() -> scene.taken.size() == WORKERS);

        scene.away = true;
        scene.letAllEnd();
        await().until(() -> scene.other.count(FEED) == 1);
        scene.awaitLooks();
        assertThat(scene.taken).doesNotContain("c");

        scene.away = false;
        await().until(() -> scene.taken.contains("c"));
    }

    @Test
    void a_node_that_stops_takes_nothing_and_gives_back_what_is_unfinished() throws Exception {
        scene.enter("due", "due");
        scene.enter("delivered", "delivered");
        scene.hold("due", "delivered");
        scene.put("due", "delivered", "waits");
        scene.node("one", 100);
        await().until(() -> scene.taken.size() == WORKERS);

        scene.stopping = true;
        scene.letAllEnd();

        await().until(() -> scene.other.waiting().equals(Map.of(FEED, new WaitingOffers(0, 2, 0))));
        assertThat(scene.other.has(job("delivered"))).isFalse();
        assertThat(scene.taken).containsExactlyInAnyOrder("due", "delivered");
        assertThat(scene.other.take(FEED, false).map(Offers.Offer::jobId)).contains("due");
    }
}
