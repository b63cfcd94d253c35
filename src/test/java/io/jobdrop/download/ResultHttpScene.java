package io.jobdrop.download;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.support.ClientCalls;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.vendor.OpenRequests;
import io.jobdrop.vendor.PendingRequests;
import io.jobdrop.vendor.Throttles;
import io.jobdrop.vendor.VendorCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** A result host, and the client for results that asks it. */
final class ResultHttpScene implements AutoCloseable {
    final FakeVendor host = new FakeVendor();
    private final ClientCalls calls = new ClientCalls(host);

    ResultHttpScene() throws IOException {}

    /** A client that may ask this host, and waits ten seconds for a byte. */
    CloseableHttpClient client() {
        return client(host.host(), "10s");
    }

    static CloseableHttpClient client(String allowed, String idle) {
        Map<String, String> environment = Map.of("JOBDROP_DOWNLOAD_IDLE_TIMEOUT", idle);
        Settings settings = Settings.load(
                Path.of("target"), List.of(), RuntimeSettings.NONE, environment, List.of(), new ArrayList<>());
        Throttles gates = new Throttles(settings, Clock.systemUTC(), () -> false);
        OpenRequests requests = new OpenRequests();
        ResultHttp http = new ResultHttp(
                "convertly",
                List.of(TestFeed.plain()),
                settings,
                VendorCredentials.of(
                        "convertly", settings, gates, requests, name -> null, Clock.systemUTC(), builder -> {}),
                new AddressGuard(List.of(allowed)),
                gates,
                requests,
                new PendingRequests(),
                Duration.ofMillis(500));
        HttpClientBuilder builder = HttpClientBuilder.create();
        http.configureHttpClient(builder);
        return builder.build();
    }

    String get(CloseableHttpClient client, String path) throws IOException {
        return calls.get(client, path);
    }

    int status(CloseableHttpClient client, String path) throws IOException {
        return calls.status(client, path);
    }

    String byteByByte(CloseableHttpClient client, String path) throws IOException {
        return calls.byteByByte(client, path);
    }

    @Override
    public void close() {
        host.close();
    }
}
