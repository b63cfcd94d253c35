package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Installation;
import io.jobdrop.support.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.HttpResponseException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** An account at a vendor that the test plays, and the client that sends its key, {@code sk-key} unless OAuth2 is set. */
final class AccountScene implements AutoCloseable {
    final OpenRequests requests = new OpenRequests();
    final PendingRequests pending = new PendingRequests();
    final ManualClock clock = new ManualClock();
    final FakeVendor vendor = new FakeVendor();
    Settings settings;
    Credentials credentials;
    CloseableHttpClient client;
    /** Beans of the engineer's own. */
    final Map<String, Object> beans = new LinkedHashMap<>();

    private final Path home;
    private final Map<String, String> environment = new LinkedHashMap<>();

    AccountScene() throws IOException {
        this(Path.of("target"));
    }

    AccountScene(Path home) throws IOException {
        this.home = home;
        set("URL", vendor.url()).set("TOKEN", "sk-key").set("JOBDROP_API_TIMEOUT", "500ms");
        restart();
    }

    /** Sets one of the vendor's settings, which counts after {@link #restart}; an empty one is not set. */
    AccountScene set(String suffix, String value) {
        environment.put(suffix.startsWith("JOBDROP") ? suffix : "CONVERTLY_" + suffix, value);
        return this;
    }

    /** An account with OAuth2 whose tokens come from {@code /token}. */
    AccountScene with(String auth) {
        set("TOKEN", "").set("AUTH", auth).set("TOKEN_URL", "/token");
        set("CLIENT_ID", "app-1").set("CLIENT_SECRET", "s3cr+t/~=&x");
        if (auth.equals("oauth2-refresh-token")) {
            set("REFRESH_TOKEN", "refresh-0");
        }
        return restart();
    }

    /** As the next process would begin. */
    AccountScene restart() {
        Installation jobdrop = new Installation(home);
        environment.forEach(jobdrop::set);
        settings = jobdrop.read().settings();
        Throttles gates = new Throttles(settings, clock, () -> false);
        credentials = VendorCredentials.of("convertly", settings, gates, requests, beans::get, clock, builder -> {});
        VendorAccount account = new VendorAccount(
                "convertly", List.of(TestFeed.plain()), settings, credentials, gates, requests, pending);
        HttpClientBuilder builder = HttpClientBuilder.create();
        account.configureHttpClient(builder);
        client = builder.build();
        return this;
    }

    /** The body of a success. */
    String get(String path) throws IOException {
        return client.execute(request(path), response -> {
            if (response.getCode() >= 400) {
                throw new HttpResponseException(response.getCode(), "refused");
            }
            return EntityUtils.toString(response.getEntity());
        });
    }

    /** What a route sends for a path of the vendor's. */
    HttpGet request(String path) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        pending.begin(RequestTemplate.get(path).with(Places.NONE), exchange);
        HttpGet get = new HttpGet(vendor.url());
        get.setHeader(PendingRequests.HEADER, exchange.getMessage().getHeader(PendingRequests.HEADER));
        return get;
    }

    /** The header with which each request to a path came, in their order. */
    List<String> authorizations(String path) {
        return vendor.requests(path).stream()
                .map(request -> request.header("Authorization"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        client.close();
        vendor.close();
    }
}
