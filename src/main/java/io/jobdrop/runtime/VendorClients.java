package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.download.AddressGuard;
import io.jobdrop.download.ResultHttp;
import io.jobdrop.vendor.Credentials;
import io.jobdrop.vendor.OpenRequests;
import io.jobdrop.vendor.PendingRequests;
import io.jobdrop.vendor.ResponseHead;
import io.jobdrop.vendor.Throttles;
import io.jobdrop.vendor.VendorAccount;
import io.jobdrop.vendor.VendorCredentials;
import java.time.Clock;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.jspecify.annotations.Nullable;

/** The two HTTP clients of each vendor, for its API and for its results, and the credentials that they share. */
record VendorClients(
        Settings settings,
        Throttles gates,
        OpenRequests requests,
        PendingRequests pending,
        AddressGuard guard,
        Clock clock) {
    /**
     * Gives them by their names.
     *
     * @param own gives the engineer's own beans by their names, once the routes are loaded
     * @param network is applied to the clients that fetch access tokens
     */
    void bindTo(
            BiConsumer<String, Object> registry,
            Collection<Feed> feeds,
            Function<String, @Nullable Object> own,
            HttpClientConfigurer network) {
        registry.accept("pendingRequests", pending);
        registry.accept("responseHead", new ResponseHead());
        feeds.stream().collect(Collectors.groupingBy(Feed::vendor)).forEach((vendor, asking) -> {
            Credentials credentials = VendorCredentials.of(vendor, settings, gates, requests, own, clock, network);
            registry.accept(vendor + "-credentials", credentials);
            registry.accept(
                    vendor + "-account",
                    new VendorAccount(vendor, asking, settings, credentials, gates, requests, pending));
            registry.accept(
                    vendor + "-results",
                    new ResultHttp(vendor, asking, settings, credentials, guard, gates, requests, pending));
        });
    }
}
