package io.jobdrop.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;

/** An Apache Artemis on a port of loopback, which keeps its messages in memory. */
public final class Artemis implements AutoCloseable {
    private static final String QUEUE = "events";
    private static final String ROLE = "all";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String url = "tcp://127.0.0.1:" + ServerProcess.freePort();
    private final ActiveMQJAASSecurityManager users =
            new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), new SecurityConfiguration());
    private final boolean secured;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean sending = true;
    private EmbeddedActiveMQ server = new EmbeddedActiveMQ();

    /** It is not there before {@link #start}. */
    public Artemis() {
        secured = false;
    }

    /** The same, and only this user may use it. */
    public Artemis(String user, String password) {
        secured = true;
        users.getConfiguration().addUser(user, password);
        users.getConfiguration().addRole(user, ROLE);
    }

    /** Starts it without any message. */
    public Artemis start() throws Exception {
        server = new EmbeddedActiveMQ();
        server.setSecurityManager(users);
        Role all = new Role(ROLE, sending, true, true, true, true, true, false, true, true, true, false, false);
        server.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(secured)
                .setJMXManagementEnabled(false)
                .putSecurityRoles("#", Set.of(all))
                .addAcceptorConfiguration("tcp", url));
        server.start();
        return this;
    }

    /** A broker that takes no message of this user. */
    public Artemis refusing() {
        sending = false;
        return this;
    }

    public String url() {
        return url;
    }

    /** How many messages wait in a queue; 0 when there is no such queue. */
    public long waiting(String queue) {
        org.apache.activemq.artemis.core.server.Queue found =
                server.getActiveMQServer().locateQueue(queue);
        return found == null ? 0 : found.getMessageCount() - found.getDeliveringCount();
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

    /** Answers nothing any more, until it ends. */
    public void standStill() {
        server.getActiveMQServer().getRemotingService().addIncomingInterceptor((packet, connection) -> {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
    }

    /** Ends it, with all that it has. */
    public void stop() {
        close();
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
