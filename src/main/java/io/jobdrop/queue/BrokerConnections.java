package io.jobdrop.queue;

import io.jobdrop.config.BrokerAddress;
import jakarta.jms.ConnectionFactory;
import java.util.function.Function;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.connection.UserCredentialsConnectionFactoryAdapter;

/** Connection factories of the clients that the engineer has put beside Jobdrop. */
final class BrokerConnections {
    private BrokerConnections() {}

    /**
     * The one for a broker. Its clients hold no message that they have no worker for, so that other nodes get it.
     *
     * @throws IllegalStateException when there is none; the message says why
     */
    static ConnectionFactory of(BrokerAddress address, Function<String, @Nullable Object> own) {
        ConnectionFactory factory = switch (address.kind()) {
            case ARTEMIS -> made(address, "consumerWindowSize");
            case AMQP -> made(address, "prefetchPolicy.all");
            case BEAN -> bean(address.url().substring(1), own);
        };
        UserCredentialsConnectionFactoryAdapter adapter = new UserCredentialsConnectionFactoryAdapter();
        adapter.setTargetConnectionFactory(factory);
        if (!address.user().isEmpty()) {
            adapter.setUsername(address.user());
            adapter.setPassword(address.password());
        }
        return adapter;
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

    private static ConnectionFactory made(BrokerAddress address, String prefetch) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Object factory = Class.forName(address.kind().type())
                    .getConstructor(String.class)
                    .newInstance(address.url());
            PropertyBindingSupport.build()
                    .withCamelContext(context)
                    .withTarget(factory)
                    .withProperty(prefetch, "0")
                    .bind();
            return (ConnectionFactory) factory;
        } catch (ReflectiveOperationException | java.io.IOException e) {
            throw new IllegalStateException("its client refuses the address: " + reason(e), e);
        }
    }
}
