package io.jobdrop.queue;

import io.jobdrop.config.BrokerAddress;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.connection.UserCredentialsConnectionFactoryAdapter;

/**
 * Connections to a broker by the clients that the engineer has put beside Jobdrop. Some clients try without end to reach a
 * broker that is away; who asks here waits for a while only.
 */
final class BrokerConnections extends UserCredentialsConnectionFactoryAdapter {
    private static final long PATIENCE_SECONDS = 10;
    private static final String CALL_MILLIS = "5000";
    private static final Map<String, Object> ARTEMIS = Map.of(
            "consumerWindowSize",
            "0",
            "blockOnNonDurableSend",
            "true",
            "reconnectAttempts",
            "0",
            "callTimeout",
            CALL_MILLIS,
            "callFailoverTimeout",
            CALL_MILLIS);

    private CompletableFuture<Connection> pending = CompletableFuture.failedFuture(new JMSException("none yet"));

    private BrokerConnections() {}

    /**
     * Those to one broker. Its clients hold no message that they have no worker for, so that other nodes get it, hear of
     * a message that the broker refuses, and leave it to us to connect again: while they do, or wait for an answer, no
     * stop gets through.
     *
     * @throws IllegalStateException when there is no client; the message says why
     */
    static BrokerConnections of(BrokerAddress address, Function<String, @Nullable Object> own) {
        BrokerConnections connections = new BrokerConnections();
        connections.setTargetConnectionFactory(
                switch (address.kind()) {
                    case ARTEMIS -> made(address, ARTEMIS);
                    case AMQP -> made(address, Map.of("prefetchPolicy.all", "0", "forceSyncSend", "true"));
                    case BEAN -> bean(address.url().substring(1), own);
                });
        if (!address.user().isEmpty()) {
            connections.setUsername(address.user());
            connections.setPassword(address.password());
        }
        return connections;
    }

    // One that comes late is the next one's.
    @Override
    protected Connection doCreateConnection(@Nullable String user, @Nullable String password) throws JMSException {
        CompletableFuture<Connection> coming = coming(user, password);
        try {
            Connection connection = coming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            forget(coming);
            return connection;
        } catch (TimeoutException e) {
            throw new JMSException("there was no connection within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            forget(coming);
            JMSException failure = new JMSException(reason(e));
            failure.initCause(e.getCause());
            throw failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JMSException("interrupted while waiting for a connection");
        }
    }

    private synchronized CompletableFuture<Connection> coming(@Nullable String user, @Nullable String password) {
        if (pending.isCompletedExceptionally()) {
            CompletableFuture<Connection> coming = new CompletableFuture<>();
            pending = coming;
            Thread thread = new Thread(() -> connect(coming, user, password), "jobdrop-broker-connection");
            thread.setDaemon(true);
            thread.start();
        }
        return pending;
    }

    private void connect(CompletableFuture<Connection> coming, @Nullable String user, @Nullable String password) {
        try {
            Connection connection = super.doCreateConnection(user, password);
            connection.start(); // Some clients connect only now.
            coming.complete(connection);
        } catch (JMSException | RuntimeException e) {
            coming.completeExceptionally(e);
        }
    }

    private synchronized void forget(CompletableFuture<Connection> taken) {
        if (pending == taken) {
            pending = CompletableFuture.failedFuture(new JMSException("it is taken"));
        }
    }

    /** What a client says in the end; what it says first is often that something failed. */
    static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.toString() : last.getMessage();
    }

    private static ConnectionFactory bean(String name, Function<String, @Nullable Object> own) {
        if (own.apply(name) instanceof ConnectionFactory factory) {
            return factory;
        }
        throw new IllegalStateException("no bean " + name + " is a jakarta.jms.ConnectionFactory");
    }

    private static ConnectionFactory made(BrokerAddress address, Map<String, Object> properties) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Object factory = Class.forName(address.kind().type())
                    .getConstructor(String.class)
                    .newInstance(address.url());
            PropertyBindingSupport.build()
                    .withCamelContext(context)
                    .withTarget(factory)
                    .withProperties(new HashMap<>(properties))
                    .bind();
            return (ConnectionFactory) factory;
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException("its client refuses the address: " + reason(e), e);
        }
    }
}
