package io.jobdrop.queue;

import static io.jobdrop.queue.BrokerScene.QUEUE;
import static io.jobdrop.queue.BrokerScene.offer;
import static io.jobdrop.queue.QueueScene.WORKERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.BrokerAddress;
import io.jobdrop.config.BrokerAddress.Kind;
import io.jobdrop.support.Artemis;
import io.jobdrop.support.LogLines;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerKindsTest {
    @TempDir
    Path folder;

    @AutoClose
    private BrokerScene broker;

    private QueueScene scene;
    private Artemis artemis;

    @BeforeEach
    void open() {
        broker = new BrokerScene("broker_kinds", folder);
        scene = broker.queue;
        artemis = broker.artemis;
    }

    @Test
    void a_broker_may_speak_amqp() throws Exception {
        artemis.start();
        BrokerAddress address = broker.address(Kind.AMQP, artemis.url().replace("tcp:", "amqp:"));
        scene.hold("a", "b");
        DefaultCamelContext one = broker.node("one", address);
        offer(one, "a", "b");
        await().until(() -> scene.taken.size() == WORKERS);
        offer(one, "c", "d", "e");
        scene.awaitLooks();
        assertThat(artemis.waiting(QUEUE)).isEqualTo(3);

        scene.letAllEnd();

        broker.awaitAll("a", "b", "c", "d", "e");
    }

    @Test
    void a_broker_may_want_a_user() throws Exception {
        try (Artemis secured = new Artemis("jobdrop", "of the broker").start();
                LogLines log = new LogLines(Level.WARN)) {
            BrokerAddress right = new BrokerAddress(Kind.ARTEMIS, secured.url(), "jobdrop", "of the broker", "test");
            scene.hold("a", "b", "c");
            DefaultCamelContext one = broker.node("one", right);
            offer(one, "a", "b", "c");
            await().until(() -> secured.waiting(QUEUE) == 1);
            scene.letAllEnd();
            broker.awaitAll("a", "b", "c");
            assertThat(log.all()).noneMatch(line -> line.contains("broker"));

            BrokerAddress wrong = new BrokerAddress(Kind.ARTEMIS, secured.url(), "jobdrop", "wrong", "test");
            offer(broker.node("two", wrong), "d");
            broker.awaitAll("a", "b", "c", "d");
            assertThat(log.all()).anyMatch(line -> line.startsWith("the broker " + secured.url() + " "));
        }
    }

    @Test
    void a_bean_may_be_the_connection_factory() throws Exception {
        artemis.start();
        BrokerAddress bean = broker.address(Kind.BEAN, "#mine");
        DefaultCamelContext one = scene.node(
                "one", bean, name -> name.equals("mine") ? new ActiveMQConnectionFactory(artemis.url()) : null);

        offer(one, "a", "b");

        broker.awaitAll("a", "b");
    }

    @Test
    void a_bean_that_is_none_is_told_and_the_work_goes_on() throws Exception {
        BrokerAddress bean = broker.address(Kind.BEAN, "#mine");
        try (LogLines log = new LogLines(Level.WARN)) {
            DefaultCamelContext one = scene.node("one", bean, name -> null);
            offer(one, "a");
            broker.awaitAll("a");
            assertThat(log.all())
                    .contains("the broker #mine (jobdrop.queue.url) cannot be used: no bean mine is a"
                            + " jakarta.jms.ConnectionFactory. Nodes take jobs from the ledger until it is back");
        }
    }

    @Test
    void a_broker_that_takes_no_message_is_told_and_delays_no_job() throws Exception {
        try (Artemis refusing = new Artemis("jobdrop", "secret").refusing().start();
                LogLines log = new LogLines(Level.WARN)) {
            BrokerAddress forbidden = new BrokerAddress(Kind.ARTEMIS, refusing.url(), "jobdrop", "secret", "test");
            offer(broker.node("one", forbidden), "a", "b");
            broker.awaitAll("a", "b");

            assertThat(log.all()).anyMatch(line -> line.startsWith("the broker " + refusing.url() + " "));
        }
    }

    @Test
    void a_broker_that_never_answers_delays_no_job_and_no_stop() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LogLines log = new LogLines(Level.WARN)) {
            String url = "tcp://127.0.0.1:" + silent.getLocalPort();
            DefaultCamelContext one = broker.node("one", broker.address(Kind.ARTEMIS, url));
            offer(one, "a", "b", "c");
            broker.awaitAll("a", "b", "c");
            scene.stopping = true;
            one.stop();

            // Whoever sends and whoever listens lose their patience at the same time: the first of them says why.
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("the broker "))
                    .singleElement()
                    .asString()
                    .startsWith("the broker " + url + " (jobdrop.queue.url) cannot be used: ")
                    .endsWith(". Nodes take jobs from the ledger until it is back");
        }
    }

    @Test
    void a_client_that_reconnects_without_end_delays_no_stop() throws Exception {
        artemis.start();
        DefaultCamelContext one =
                broker.node("one", broker.address(Kind.ARTEMIS, artemis.url() + "?reconnectAttempts=-1"));
        offer(one, "a");
        broker.awaitAll("a");
        artemis.close();

        offer(one, "b");
        broker.awaitAll("a", "b");
        scene.stopping = true;
        one.stop();
    }

    @Test
    @Timeout(25)
    void a_broker_that_stands_still_delays_no_stop() throws Exception {
        artemis.start();
        DefaultCamelContext one = broker.node("one");
        offer(one, "a");
        broker.awaitAll("a");
        artemis.standStill();

        scene.stopping = true;
        one.stop();
    }

    @Test
    void a_node_says_nothing_of_connections_that_it_closes_itself() throws Exception {
        try (LogLines log = new LogLines(Level.INFO)) {
            AtomicBoolean lost = new AtomicBoolean();
            Broker closed = new Broker(
                    broker.address(Kind.ARTEMIS, artemis.url()),
                    name -> null,
                    () -> lost.set(true),
                    UnaryOperator.identity());
            ExceptionListener listener = closed.component(1).getConfiguration().getExceptionListener();
            closed.close();

            listener.onException(new JMSException("The Session is closed"));

            assertThat(log.all()).isEmpty();
            assertThat(lost).isFalse();
        }
    }
}
