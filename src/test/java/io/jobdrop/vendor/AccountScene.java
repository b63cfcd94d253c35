package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** An account at a vendor that the test plays, and the client that sends its key {@code sk-key}. */
final class AccountScene implements AutoCloseable {
    final OpenRequests requests = new OpenRequests();
    final PendingRequests pending = new PendingRequests();
    final FakeVendor vendor = new FakeVendor();
    final CloseableHttpClient client = client();

    AccountScene() throws IOException {}

    private CloseableHttpClient client() {
        Settings settings = new Installation(Path.of("target"))
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "sk-key")
                .set("JOBDROP_API_TIMEOUT", "500ms")
                .read()
                .settings();
        VendorAccount account = new VendorAccount(
                "convertly",
                List.of(TestFeed.plain()),
                settings,
                new Throttles(settings, Clock.systemUTC(), () -> false),
                requests,
                pending);
        HttpClientBuilder builder = HttpClientBuilder.create();
        account.configureHttpClient(builder);
        return builder.build();
    }

    String get(String path) throws IOException {
        return client.execute(request(path), response -> EntityUtils.toString(response.getEntity()));
    }

    /** What a route sends for a path of the vendor's. */
    HttpGet request(String path) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        pending.begin(RequestTemplate.get(path).with(Places.NONE), exchange);
        HttpGet get = new HttpGet(vendor.url());
        get.setHeader(PendingRequests.HEADER, exchange.getMessage().getHeader(PendingRequests.HEADER));
        return get;
    }

    @Override
    public void close() throws IOException {
        client.close();
        vendor.close();
    }
}
