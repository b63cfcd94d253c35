package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.Settings;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;

class VendorAccountTest {
    @Test
    void a_key_never_leaves_the_vendors_origin() throws Exception {
        try (FakeVendor vendor = new FakeVendor();
                FakeVendor other = new FakeVendor();
                CloseableHttpClient client = client(vendor.url())) {
            vendor.on("/a", Answer.json("[1]"));
            other.on("/a", Answer.json("[2]"));

            String answer = client.execute(new HttpGet(vendor.url() + "/a"), r -> EntityUtils.toString(r.getEntity()));
            assertThat(answer).isEqualTo("[1]");
            assertThatThrownBy(() -> client.execute(new HttpGet(other.url() + "/a"), r -> ""))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a request for convertly was about to leave convertly.url");

            assertThat(vendor.requests()).hasSize(1);
            assertThat(other.requests()).isEmpty();
        }
    }

    private static CloseableHttpClient client(String url) {
        Settings settings = new Installation(Path.of("target"))
                .set("CONVERTLY_URL", url)
                .set("CONVERTLY_TOKEN", "key")
                .read()
                .settings();
        VendorAccount account = new VendorAccount(
                settings, new AccountGates(settings, Clock.systemUTC(), () -> false), new OpenRequests());
        account.setVendor("convertly");
        account.setAuthScheme("Bearer");
        HttpClientBuilder builder = HttpClientBuilder.create();
        account.configureHttpClient(builder);
        return builder.build();
    }
}
