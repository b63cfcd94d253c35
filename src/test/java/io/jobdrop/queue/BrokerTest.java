package io.jobdrop.queue;

import static io.jobdrop.queue.BrokerScene.QUEUE;
import static io.jobdrop.queue.BrokerScene.offer;
import static io.jobdrop.queue.QueueScene.FEED;
import static io.jobdrop.queue.QueueScene.WORKERS;
import static io.jobdrop.queue.QueueScene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.record.WaitingOffers;
import io.jobdrop.support.Artemis;
import io.jobdrop.support.LogLines;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerTest {
    @TempDir
    Path folder;

    @AutoClose
    private BrokerScene broker;

    private QueueScene scene;
    private Artemis artemis;

    @BeforeEach
    void open() {
        broker = new BrokerScene("broker", folder);
        scene = broker.queue;
        artemis = broker.artemis;
    }

    @Test
    void nodes_are_told_of_jobs_and_each_is_worked_on_once() throws Exception {
        artemis.start();
        DefaultCamelContext one = broker.node("one");
        broker.node("two");
        String[] ids = IntStream.range(0, 40).mapToObj(i -> "j" + i).toArray(String[]::new);

        offer(one, ids);

        broker.awaitAll(ids);
    }

    @Test
    void what_a_node_has_no_worker_for_waits_at_the_broker_for_any_node() throws Exception {
        artemis.start();
        scene.hold("a", "b");
        DefaultCamelContext one = broker.node("one");
        offer(one, "a", "b");
        await().until(() -> scene.taken.size() == WORKERS);

        offer(one, "c", "d", "e");
        scene.awaitLooks();
        assertThat(scene.other.waiting()).isEqualTo(Map.of(FEED, new WaitingOffers(3, 0, 0)));
        assertThat(artemis.waiting(QUEUE)).isEqualTo(3);
        broker.node("two");

        await().until(() -> scene.taken.size() == 5);
        scene.letAllEnd();
        broker.awaitAll("a", "b", "c", "d", "e");
    }

    @Test
    void without_the_broker_the_work_goes_on_and_when_it_is_back_it_tells_again() throws Exception {
        try (LogLines log = new LogLines(Level.INFO)) {
            DefaultCamelContext one = broker.node("one");
            offer(one, "a", "b");
            broker.awaitAll("a", "b");
            assertThat(log.all())
                    .filteredOn(line -> line.contains("cannot be used"))
                    .singleElement()
                    .asString()
                    .startsWith("the broker " + artemis.url() + " (jobdrop.queue.url) cannot be used: ")
                    .endsWith(" Nodes take jobs from the ledger until it is back");

            artemis.start();
            await().until(() -> {
                offer(one, "c" + scene.taken.size());
                return log.all().contains("the broker " + artemis.url() + " (jobdrop.queue.url) is back");
            });
            await().until(() -> scene.other.count(FEED) == 0);
            assertThat(scene.taken).doesNotHaveDuplicates();
        }
    }

    @Test
    void what_a_broker_had_when_it_went_is_taken_from_the_ledger_at_once() throws Exception {
        artemis.start();
        scene.hold("a", "b");
        DefaultCamelContext one = broker.node("one");
        offer(one, "a", "b");
        await().until(() -> scene.taken.size() == WORKERS);
        offer(one, "c", "d", "e");
        scene.awaitLooks();

        artemis.stop();
        await().until(() -> scene.other.waiting().equals(Map.of(FEED, new WaitingOffers(0, 3, 0))));
        scene.letAllEnd();
        broker.awaitAll("a", "b", "c", "d", "e");

        artemis.start();
        await().until(() -> {
            offer(one, "f" + scene.taken.size());
            scene.awaitLooks();
            return artemis.waiting(QUEUE) == 0 && scene.other.count(FEED) == 0;
        });
        assertThat(scene.taken).doesNotHaveDuplicates();
    }

    @Test
    void a_lost_message_delays_a_job_and_no_more() throws Exception {
        artemis.start();
        DefaultCamelContext one = broker.node("one");
        scene.other.put(job("lost"), new SealedJobs(QueueScene.KEY).seal(job("lost")), true);
        scene.tick();
        offer(one, "a", "lost");
        await().until(() -> scene.taken.contains("a"));
        scene.awaitLooks();
        assertThat(scene.taken).containsExactly("a");

        scene.outlastPatience();

        broker.awaitAll("a", "lost");
    }

    @Test
    void what_a_message_says_is_not_believed() throws Exception {
        artemis.start();
        DefaultCamelContext one = broker.node("one");
        one.getRegistry().bind("own", new ActiveMQConnectionFactory(artemis.url()));
        try (ProducerTemplate template = one.createProducerTemplate()) {
            for (String forged : List.of("unknown", "", "'); DROP TABLE offer; --", "${exchange}")) {
                template.sendBody("jms:queue:" + QUEUE + "?connectionFactory=#own", forged);
            }
            template.sendBody("jms:queue:" + QUEUE + "?connectionFactory=#own&jmsMessageType=Object", new Trap());
        }

        offer(one, "a");

        broker.awaitAll("a");
        assertThat(Trap.SPRUNG).isFalse();
    }

    /** Does something when somebody makes it of what a message holds. */
    private static final class Trap implements Serializable {
        private static final long serialVersionUID = 1;
        static final AtomicBoolean SPRUNG = new AtomicBoolean();

        private void readObject(ObjectInputStream in) {
            SPRUNG.set(true);
        }
    }

    @Test
    void a_message_that_comes_while_the_node_stops_is_left_to_others_at_once() throws Exception {
        artemis.start();
        scene.hold("a");
        DefaultCamelContext one = broker.node("one");
        offer(one, "a");
        await().until(() -> scene.taken.size() == 1);

        scene.stopping = true;
        offer(one, "b");

        await().until(() -> scene.other.waiting().equals(Map.of(FEED, new WaitingOffers(0, 1, 0))));
    }

    @Test
    void nothing_is_lost_while_the_ledger_is_away() throws Exception {
        artemis.start();
        DefaultCamelContext one = broker.node("one");
        scene.away = true;
        offer(one, "a", "b", "c");
        scene.awaitLooks();
        assertThat(scene.taken).isEmpty();

        scene.away = false;

        broker.awaitAll("a", "b", "c");
    }
}
