package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import io.jobdrop.config.VendorReach;
import io.jobdrop.http.Proxy;
import io.jobdrop.http.Reach;
import io.jobdrop.http.StrictHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Whether a vendor can be reached at all, by its proxy and with its certificates. */
public final class VendorConnection {
    private final Settings settings;

    public VendorConnection(Settings settings) {
        this.settings = settings;
    }

    /**
     * Asks for the head of {@code VENDOR.url} without the vendor's key. Whatever status comes shows that it is there.
     *
     * @return what was found, in words
     * @throws IOException when there is no answer; the message says why, and what to look at
     */
    public String connect(String vendor) throws IOException {
        Reach reach = VendorReach.of(settings, vendor);
        URI url = URI.create(settings.get(vendor + ".url"));
        Origin origin = Origin.of(url);
        Duration time = settings.duration("jobdrop.api.timeout");
        HttpClientBuilder builder = HttpClientBuilder.create();
        StrictHttp.whole(
                        time,
                        "there was no answer within jobdrop.api.timeout (" + settings.get("jobdrop.api.timeout") + ")")
                .by(reach)
                .configure(builder, 1, null);
        try (CloseableHttpClient client = builder.build()) {
            int status = client.execute(new HttpHead(url), ClassicHttpResponse::getCode);
            Proxy proxy = reach.proxy();
            String by = proxy != null && reach.isByProxy(origin.host(), origin.port()) ? " by " + proxy : "";
            return vendor + ": " + origin + " is there" + by + "; it answered " + status
                    + " to a request without the key";
        } catch (IOException e) {
            throw new IOException(settings.redact(vendor + " cannot be reached: " + e.getMessage()), e);
        }
    }
}
