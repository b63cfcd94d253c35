package io.jobdrop.config;

import io.jobdrop.http.RequestDeadline;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/** What a receiver's endpoint does with its client, and then a deadline for each request. */
record ReceiverTime(@Nullable HttpClientConfigurer given, RequestDeadline deadline) implements HttpClientConfigurer {
    /** Gives the requests of an endpoint the time that its URI says; none when one of its timeouts is switched off. */
    static void limit(HttpEndpoint endpoint, ScheduledExecutorService timer) {
        HttpClientConfigurer given = endpoint.getHttpClientConfigurer();
        long connect = endpoint.getConnectTimeout();
        long response = endpoint.getResponseTimeout();
        // Feeds with the same URI have the same endpoint.
        if (given instanceof ReceiverTime || connect <= 0 || response <= 0) {
            return;
        }
        String lost = "it did not answer within " + (connect + response) + " ms (connectTimeout and responseTimeout)";
        endpoint.setHttpClientConfigurer(
                new ReceiverTime(given, new RequestDeadline(timer, Duration.ofMillis(connect + response), lost)));
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        if (given != null) {
            given.configureHttpClient(builder);
        }
        deadline.configure(builder);
    }
}
