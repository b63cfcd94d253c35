package io.jobdrop.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;

/** An Apache Artemis on a port of loopback, which keeps its messages in memory. */
public final class Broker implements AutoCloseable {
    private static final String QUEUE = "events";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final String url = "tcp://127.0.0.1:" + ServerProcess.freePort();

    /** It is not there before {@link #start}. */
    public Broker() throws Exception {
        server.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("tcp", url));
    }

    public Broker start() throws Exception {
        server.start();
        return this;
    }

    /** The queue, for an installation with {@link #beans}. */
    public String uri() {
        return "jms:queue:" + QUEUE + "?connectionFactory=#broker";
    }

    /** The connection factory, as a file of the engineer's own has it. */
    public String beans() {
        return "- beans:\n    - name: broker\n      type: \"#class:" + ActiveMQConnectionFactory.class.getName()
                + "\"\n      constructors: {\"0\": \"" + url + "\"}\n";
    }

    /** Takes as many messages as are in the queue, in their order. */
    public List<Message> messages() throws Exception {
        long count = server.getActiveMQServer().locateQueue(QUEUE).getMessageCount();
        List<Message> messages = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext();
                ConsumerTemplate consumer = context.createConsumerTemplate()) {
            context.getRegistry().bind("broker", new ActiveMQConnectionFactory(url));
            context.start();
            for (long i = 0; i < count; i++) {
                Exchange exchange = consumer.receive(uri(), PATIENCE.toMillis());
                messages.add(exchange.getMessage());
                consumer.doneUoW(exchange);
            }
        }
        return messages;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
