package io.jobdrop.queue;

import io.jobdrop.config.BrokerAddress;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.component.jms.JmsComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.support.converter.MessageConverter;

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
    // A broker that is full, or stands still, answers when it likes.
    private static final int PATIENCE_SECONDS = 5;
    private static final long RECOVERY_MILLIS = 1_000;
    private static final long TIME_TO_LIVE_MILLIS = 600_000;

    private final BrokerAddress address;
    private final Runnable lost;
    private final UnaryOperator<String> redaction;
    private final CachingConnectionFactory connections;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile String lastFeed = "";
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(Broker::thread);

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
            private @Nullable ConnectionFactory target;

            // A bean of the engineer's own is there when the routes are loaded.
            @Override
            public synchronized ConnectionFactory getTargetConnectionFactory() {
                if (target == null) {
                    target = BrokerConnections.of(address, own);
                }
                return target;
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
        // A broker that stands still lets no listener end.
        jms.setAsyncStopListener(true);
        jms.setExceptionListener(this::unheard);
        jms.setRecoveryInterval(RECOVERY_MILLIS);
        jms.setDisableReplyTo(true);
        jms.setMessageConverter(new TextOnly());
        return jms;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jobdrop-broker");
        thread.setContextClassLoader(Broker.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    /** Anybody may send, so that nothing is read but text: no object is made of what a message holds. */
    private static final class TextOnly implements MessageConverter {
        @Override
        public Object fromMessage(Message message) throws JMSException {
            return message instanceof TextMessage text && text.getText() != null ? text.getText() : "";
        }

        @Override
        public Message toMessage(Object body, Session session) {
            throw new UnsupportedOperationException("messages are sent without Camel");
        }
    }

    @Override
    public boolean isThere() {
        return !away.get();
    }

    @Override
    public boolean announce(String feed, String jobId) {
        Future<?> sent;
        try {
            sent = sender.submit(() -> {
                send(feed, jobId);
                return true;
            });
        } catch (RejectedExecutionException e) {
            return false;
        }
        try {
            sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            failed(e);
        } catch (TimeoutException e) {
            sent.cancel(true);
            failed(new JMSException("it did not take a message within " + PATIENCE_SECONDS + " s"));
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void send(String feed, String jobId) throws JMSException {
        lastFeed = feed;
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(address.queue(feed)))) {
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            producer.setTimeToLive(TIME_TO_LIVE_MILLIS);
            producer.send(session.createTextMessage(jobId));
        }
    }

    // Listeners try again each second.
    private void unheard(Exception e) {
        if (!away.get()) {
            failed(e);
        }
    }

    private void failed(Exception e) {
        if (sender.isShutdown()) {
            LOG.debug("the node has closed its connections", e);
            return;
        }
        if (!away.getAndSet(true)) {
            LOG.warn(
                    "the broker {} (jobdrop.queue.url) cannot be used: {}. Nodes take jobs from the ledger until it is back",
                    address,
                    redaction.apply(BrokerConnections.reason(e)));
            LOG.debug("of the broker", e);
            lookAgain();
        }
        try {
            lost.run();
        } catch (RuntimeException again) {
            LOG.debug("the offers wait until those whom the broker told have had their time", again);
        }
    }

    // No poll waits for that: one thread does, for as long as it takes.
    private void lookAgain() {
        try {
            Future<?> unused = sender.schedule(this::look, PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the node stops", e);
        }
    }

    // A message without an id does nothing, and needs all that one with an id needs.
    private void look() {
        try {
            if (lastFeed.isEmpty()) {
                connections.createConnection().close();
            } else {
                send(lastFeed, "");
            }
            away.set(false);
            LOG.info("the broker {} (jobdrop.queue.url) is back", address);
        } catch (JMSException | RuntimeException e) {
            LOG.debug("the broker cannot be used yet", e);
            lookAgain();
        }
    }

    @Override
    public void close() {
        sender.shutdownNow();
        thread(connections::destroy).start();
    }
}
