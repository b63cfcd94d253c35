package io.jobdrop;

import static io.jobdrop.DeliveryScene.LIST;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Certificates;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Installation;
import io.jobdrop.support.TestProxy;
import io.jobdrop.support.TlsFront;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A company's network: the vendor and its result host have names that only the proxy can resolve, speak TLS with
 * certificates of the company's authority, and are reached by the proxy alone, which wants user and password.
 */
final class ReachScene implements AutoCloseable {
    static final String USER = "jobdrop-user";
    static final String PASSWORD = "pr0xy-Wd93kT";
    static final String API = "api.vendor.example";
    static final String FILES = "files.vendor.example";

    final FakeVendor vendor = new FakeVendor();
    final FakeVendor host = new FakeVendor();
    final Certificates certificates;
    final TlsFront api;
    final TlsFront files;
    final TestProxy proxy = new TestProxy(USER, PASSWORD);
    final Installation jobdrop;

    ReachScene(Path home) throws Exception {
        certificates = new Certificates(home);
        api = new TlsFront(certificates.server(certificates.issue("api", "-ext", "san=dns:" + API)), vendor);
        files = new TlsFront(certificates.server(certificates.issue("files", "-ext", "san=dns:" + FILES)), host);
        proxy.leading(API, api.port()).leading(FILES, files.port());
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", "https://" + API)
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_PROXY_URL", proxy.address().toString())
                .set("JOBDROP_PROXY_USER", USER)
                .set("JOBDROP_PROXY_PASSWORD", PASSWORD)
                .set("JOBDROP_TLS_TRUST_STORE", certificates.authority().toString());
    }

    void lists(String... jobs) {
        vendor.on(LIST, DeliveryScene.page(false, jobs));
    }

    /** Each connection of either server came by the proxy. */
    void assertThatNobodyConnectedDirectly() {
        assertThat(vendor.connections() + host.connections())
                .isEqualTo(proxy.passed().size());
    }

    @Override
    public void close() throws IOException {
        api.close();
        files.close();
        proxy.close();
        vendor.close();
        host.close();
        assertThat(vendor.unexpected()).isEmpty();
        assertThat(host.unexpected()).isEmpty();
    }
}
