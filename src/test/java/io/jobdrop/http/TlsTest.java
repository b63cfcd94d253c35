package io.jobdrop.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Certificates;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.TlsFront;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose certificate is accepted, what is said of one that is not, and who gets ours. */
@Tag("slow")
class TlsTest {
    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Path right;

    @AutoClose
    private final FakeVendor vendor = new FakeVendor();

    TlsTest() throws IOException {}

    @BeforeAll
    static void issue() throws Exception {
        certificates = new Certificates(folder);
        right = certificates.issue("right", "-ext", "san=dns:localhost,ip:127.0.0.1");
    }

    @BeforeEach
    void answer() {
        vendor.on("/x", Faults.answer(200, "it"));
    }

    @Test
    void a_certificate_of_our_own_authority_is_accepted_where_it_is_trusted() throws Exception {
        try (TlsFront server = server(right)) {
            assertThat(get(server, "localhost", trusting(null))).isEqualTo("it");
            assertThat(get(server, "127.0.0.1", trusting(null))).isEqualTo("it");
        }
    }

    @Test
    void the_authorities_of_java_are_trusted_beside_it() throws Exception {
        TlsKeys keys = TlsKeys.of(KeyStores.trusted(certificates.authority(), ""), null, "");

        assertThat(keys.certified()).isNull();
        assertThat(keys).isNotEqualTo(TlsKeys.ofJava());
        assertThat(TlsKeys.authorities(KeyStores.trusted(certificates.authority(), "")))
                .isEqualTo(TlsKeys.authorities(null) + 1);
        assertThat(TlsKeys.ofJava()).isSameAs(TlsKeys.ofJava());
    }

    @Test
    void an_unknown_authority_is_named_with_the_setting() throws Exception {
        try (TlsFront server = server(right)) {
            assertThatThrownBy(() -> get(server, "localhost", TlsKeys.ofJava()))
                    .isInstanceOf(TlsFailure.class)
                    .hasMessage("the certificate of localhost (CN=right) is issued by an authority that nobody here"
                            + " trusts (CN=Acme Private CA); if it is your company's, add it to"
                            + " acme.tls.trust-store");
        }
        assertThat(vendor.requests()).isEmpty();
    }

    @Test
    void an_expired_certificate_and_one_of_the_future_are_named() throws Exception {
        Path old = certificates.issue("old", "-ext", "san=dns:localhost", "-startdate", "-20d", "-validity", "10");
        Path early = certificates.issue("early", "-ext", "san=dns:localhost", "-startdate", "+20d");

        try (TlsFront server = server(old)) {
            assertThatThrownBy(() -> get(server, "localhost", trusting(null)))
                    .isInstanceOf(TlsFailure.class)
                    .hasMessageMatching("the certificate of localhost \\(CN=old\\) expired on \\d{4}-\\d\\d-\\d\\d;"
                            + " its owner must renew it, or this machine's clock is wrong");
        }
        try (TlsFront server = server(early)) {
            assertThatThrownBy(() -> get(server, "localhost", trusting(null)))
                    .hasMessageContaining("the certificate of localhost (CN=early) is not valid before 2");
        }
    }

    @Test
    void a_certificate_for_other_hosts_is_named_with_them() throws Exception {
        Path other = certificates.issue("other", "-ext", "san=dns:a.example,dns:b.example");
        Path none = certificates.issue("none");

        try (TlsFront server = server(other)) {
            for (String host : List.of("localhost", "127.0.0.1")) {
                assertThatThrownBy(() -> get(server, host, trusting(null)))
                        .isInstanceOf(TlsFailure.class)
                        .hasMessage("the certificate of " + host + " (CN=other) is for other hosts: a.example,"
                                + " b.example; check the host in the URL");
            }
        }
        try (TlsFront server = server(none)) {
            assertThatThrownBy(() -> get(server, "localhost", trusting(null)))
                    .hasMessageContaining("the certificate of localhost (CN=none) is for other hosts");
        }
    }

    @Test
    void the_client_certificate_is_shown_to_the_hosts_that_may_see_it_and_to_no_other() throws Exception {
        TlsKeys keys = trusting(KeyStores.key(certificates.issue("me"), Certificates.PASSWORD));
        try (TlsFront server = server(right)) {
            get(server, "localhost", keys);
            get(server, "127.0.0.1", keys);

            assertThat(server.clients()).containsExactly("CN=me", "nobody");
        }
    }

    @Test
    void a_server_that_wants_a_client_certificate_is_told_from_one_that_does_not_like_ours() throws Exception {
        Certificates others = new Certificates(java.nio.file.Files.createDirectory(folder.resolve("others")));
        KeyStore foreign = KeyStores.key(others.issue("foreign"), Certificates.PASSWORD);
        try (TlsFront server = server(right).insisting()) {
            assertThatThrownBy(() -> get(server, "localhost", trusting(null)))
                    .isInstanceOf(TlsFailure.class)
                    .hasMessageStartingWith("the TLS connection to localhost failed: ")
                    .hasMessageEndingWith("; it may want a client certificate, see acme.tls.key-store");
            assertThatThrownBy(() -> get(server, "127.0.0.1", trusting(foreign)))
                    .hasMessageEndingWith("; it did not get our client certificate, see acme.tls.key-store-hosts");
            // Java shows no certificate of an authority that the server does not name.
            assertThatThrownBy(() -> get(server, "localhost", trusting(foreign)))
                    .hasMessageEndingWith("; it may not like our client certificate, see acme.tls.key-store");
        }
    }

    private TlsFront server(Path keyStore) throws Exception {
        return new TlsFront(certificates.server(keyStore), vendor);
    }

    private static TlsKeys trusting(@Nullable KeyStore key) throws Exception {
        return TlsKeys.of(KeyStores.trusted(certificates.authority(), ""), key, Certificates.PASSWORD);
    }

    private static String get(TlsFront server, String host, TlsKeys keys) throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        StrictHttp.whole(Duration.ofSeconds(10), "too late")
                .by(new Reach(null, new Tls(keys, HostList.exact(List.of("localhost")), "acme.tls")))
                .configure(builder, 4, null);
        try (CloseableHttpClient client = builder.build()) {
            return client.execute(
                    new HttpGet("https://" + host + ":" + server.port() + "/x"),
                    response -> EntityUtils.toString(response.getEntity()));
        }
    }
}
