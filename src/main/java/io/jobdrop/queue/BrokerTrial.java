package io.jobdrop.queue;

import io.jobdrop.config.BrokerAddress;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Tries whether a broker can be used. It sends nothing. */
public final class BrokerTrial {
    private BrokerTrial() {}

    /**
     * Says in one line which broker it found.
     *
     * @throws IOException when a node could not use it
     */
    public static String run(BrokerAddress address, UnaryOperator<String> redaction) throws IOException {
        String broker = "The broker is " + address;
        if (address.kind() == BrokerAddress.Kind.BEAN) {
            return broker + ", a bean, which a start tries.";
        }
        try (Connection connection = BrokerConnections.of(address, name -> null).createConnection()) {
            connection.start();
            ConnectionMetaData found = connection.getMetaData();
            return broker + ": " + redaction.apply(found.getJMSProviderName() + " " + found.getProviderVersion())
                    + (address.user().isEmpty() ? "." : ", user " + redaction.apply(address.user()) + ".");
        } catch (JMSException | RuntimeException e) {
            throw new IOException(
                    "the broker " + address + " (" + BrokerAddress.URL + ") cannot be used: "
                            + redaction.apply(BrokerConnections.reason(e)),
                    e);
        }
    }
}
