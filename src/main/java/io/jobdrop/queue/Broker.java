package io.jobdrop.queue;

import io.jobdrop.config.BrokerAddress;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.component.jms.JmsComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Tells the nodes of offers by a JMS broker, which has a queue {@code jobdrop.CLUSTER.FEED} for each feed. A message is the
 * id of a job; what is to be done with it is in the ledger. So a message that is lost, late, repeated or false does no
 * harm: an offer is taken once, and those of which nobody hears are taken by whoever looks.
 *
 * <p>Camel's component takes a message off the broker before it gives it to the route (AUTO_ACKNOWLEDGE), since no broker
 * waits for hours until a download ends.
 */
public final class Broker implements Announcer {
    /** The name of the component with which routes hear of offers. */
    public static final String COMPONENT = "jobdrop-jms";

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final long PAUSE_NANOS = 5_000_000_000L;
    private static final long RECOVERY_MILLIS = 1_000;
    private static final long TIME_TO_LIVE_MILLIS = 600_000;

    private final BrokerAddress address;
    private final Runnable lost;
    private final UnaryOperator<String> redaction;
    private final CachingConnectionFactory connections;
    private final AtomicLong awaySince = new AtomicLong();

    /**
     * A broker that is connected to when it is needed.
     *
     * @param own gives the engineer's own beans by their names, once the routes are loaded
     * @param lost runs when messages may have been lost
     */
    public Broker(
            BrokerAddress address,
            Function<String, @Nullable Object> own,
            Runnable lost,
            UnaryOperator<String> redaction) {
        this.address = address;
        this.lost = lost;
        this.redaction = redaction;
        connections = new CachingConnectionFactory() {
            @Override
            public ConnectionFactory getTargetConnectionFactory() {
                return BrokerConnections.of(address, own);
            }
        };
        connections.setCacheConsumers(false);
        connections.setExceptionListener(this::failed);
    }

    /** The component with which routes hear of offers, as many at once as a feed has workers. */
    public JmsComponent component(int workers) {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(connections);
        jms.setAcknowledgementModeName("AUTO_ACKNOWLEDGE");
        jms.setConcurrentConsumers(1);
        jms.setMaxConcurrentConsumers(workers);
        jms.setAsyncStartListener(true);
        jms.setRecoveryInterval(RECOVERY_MILLIS);
        jms.setDisableReplyTo(true);
        return jms;
    }

    @Override
    public boolean isThere() {
        long since = awaySince.get();
        return since == 0 || System.nanoTime() - since > PAUSE_NANOS;
    }

    @Override
    public boolean announce(String feed, String jobId) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(address.queue(feed)))) {
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            producer.setTimeToLive(TIME_TO_LIVE_MILLIS);
            producer.send(session.createTextMessage(jobId));
            if (awaySince.getAndSet(0) != 0) {
                LOG.info("the broker {} (jobdrop.queue.url) is back", address);
            }
            return true;
        } catch (JMSException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void failed(Exception e) {
        if (awaySince.getAndSet(System.nanoTime() | 1) == 0) {
            LOG.warn(
                    "the broker {} (jobdrop.queue.url) cannot be used: {}. Nodes take jobs from the ledger until it is back",
                    address,
                    redaction.apply(BrokerConnections.reason(e)));
            LOG.debug("of the broker", e);
        }
        try {
            lost.run();
        } catch (RuntimeException again) {
            LOG.debug("the offers wait until those whom the broker told have had their time", again);
        }
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
