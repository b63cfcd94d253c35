package io.jobdrop.vendor;

import io.jobdrop.job.ApiRequest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The requests that routes are about to send. A client finds its own by a header with the exchange's id, so that what is
 * put in last, such as a key in a query, never enters a message.
 */
public final class PendingRequests {
    /** The header that names the request; it does not leave this machine. */
    public static final String HEADER = "Pending-Request";

    private final Map<String, ApiRequest> pending = new ConcurrentHashMap<>();

    /** Makes the exchange property {@code request} what the next client of this exchange sends. */
    public void begin(@ExchangeProperty("request") ApiRequest request, Exchange exchange) {
        String id = exchange.getExchangeId();
        if (pending.put(id, request) == null) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    pending.remove(id);
                }

                // The exchange of a queue that takes it over sends nothing under this id.
                @Override
                public boolean allowHandover() {
                    return false;
                }
            });
        }
        exchange.getMessage().setHeader(HEADER, id);
    }

    /** How many exchanges have one. */
    public int size() {
        return pending.size();
    }

    /** What a request of Camel's stands for; null when it is what it says. */
    public @Nullable ApiRequest of(HttpRequest request) {
        Header header = request.getFirstHeader(HEADER);
        return header == null ? null : Objects.requireNonNull(pending.get(header.getValue()), "the exchange has ended");
    }
}
