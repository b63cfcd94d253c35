package io.jobdrop.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a proxy is told, and what becomes of its refusals and its silence. The host behind it does not exist. */
@Timeout(20)
class ProxyTest {
    private static final String HOST = "files.example";
    private static final String SETTING = "jobdrop.proxy.url";

    @AutoClose
    private final FakeVendor proxy = new FakeVendor();

    ProxyTest() throws IOException {}

    @Test
    void a_request_for_plain_http_has_the_absolute_form_and_the_user_at_once() throws Exception {
        proxy.on("http://" + HOST + "/a~b", Faults.answer(200, "it"));

        assertThat(get("http://" + HOST + "/a~b?x=%7E")).isEqualTo("it");

        assertThat(proxy.requests()).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("http://" + HOST + "/a~b");
            assertThat(request.query()).isEqualTo("x=%7E");
            assertThat(request.header("Host")).isEqualTo(HOST);
            assertThat(request.header("Proxy-Authorization")).isEqualTo(basic("us\u00e9r:p:w"));
            assertThat(request.header("User-Agent")).startsWith("Jobdrop/");
        });
    }

    @Test
    void a_request_for_https_opens_the_way_with_the_user_at_once() {
        connecting(Faults.answer(403, "no", "X-Squid-Error", "ERR"));

        assertThatThrownBy(() -> get("https://" + HOST + "/x"))
                .isInstanceOf(ProxyFailure.class)
                .hasMessage("the proxy " + proxy.host() + " (" + SETTING + ") does not connect to " + HOST
                        + ":443: 403 X; the proxy may have to allow this host");

        assertThat(proxy.requests()).singleElement().satisfies(request -> {
            assertThat(request.header("Proxy-Authorization")).isEqualTo(basic("us\u00e9r:p:w"));
            assertThat(request.header("User-Agent")).startsWith("Jobdrop/");
            assertThat(request.header("Host")).isEqualTo(HOST + ":443");
        });
    }

    @ParameterizedTest
    @CsvSource({"https,files.example:443", "http,http://files.example/x"})
    void a_proxy_that_does_not_know_us_is_named_with_its_settings_and_is_not_asked_twice(String scheme, String asked) {
        proxy.on(asked, Faults.answer(407, "no", "Proxy-Authenticate", "Basic realm=x"));

        assertThatThrownBy(() -> get(scheme + "://" + HOST + "/x"))
                .isInstanceOf(ProxyFailure.class)
                .hasMessageContaining("does not connect to " + HOST)
                .hasMessageEndingWith(": 407 X; check jobdrop.proxy.user and jobdrop.proxy.password");

        assertThat(proxy.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 200 OK\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\nx | bytes behind its answer to CONNECT
            HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nevil                       | bytes behind its answer to CONNECT
            HTTP/1.1 204 No\\r\\n\\r\\n                                              | 204 No
            HTTP/1.1 101 Other\\r\\n\\r\\n                                           | 101 Other
            HTTP/1.1 302 F\\r\\nLocation: https://x/\\r\\n\\r\\n                     | 302 F
            HTTP/1.1 503 Busy\\r\\nContent-Length: 9999\\r\\n\\r\\nx                 | 503 Busy
            SSH-2.0-x\\r\\n                                                         | it answered with no HTTP but 'SSH-2.0-x'
            """)
    void nothing_that_a_proxy_says_instead_is_taken_for_an_answer_of_the_host(String reply, String reason) {
        connecting(Faults.raw(reply.replace("\\r\\n", "\r\n")));

        assertThatThrownBy(() -> get("https://" + HOST + "/x"))
                .isInstanceOf(ProxyFailure.class)
                .hasMessageContaining(" does not connect to " + HOST + ":443: " + reason);
    }

    @Test
    void a_proxy_that_opens_no_way_is_given_up_in_time() {
        connecting(Faults.silence());

        assertThatThrownBy(() -> get("https://" + HOST + "/x"))
                .isInstanceOf(ProxyFailure.class)
                .hasMessageEndingWith(" does not connect to " + HOST + ":443: too late");
    }

    @Test
    void a_proxy_that_trickles_is_given_up_in_time_too_before_and_after_it_opened_the_way() {
        connecting((request, wire) -> trickle("HTTP/1.1 200 " + "O".repeat(9_999), wire));
        assertThatThrownBy(() -> get("https://" + HOST + "/x")).hasMessageEndingWith("443: too late");

        connecting((request, wire) -> {
            wire.write("HTTP/1.0 200 Connection established\r\n\r\n");
            wire.pause(20);
            wire.write(new byte[] {0x16, 0x03, 0x03, 0x40, 0x00});
            trickle("\u0002".repeat(9_999), wire);
        });
        assertThatThrownBy(() -> get("https://" + HOST + "/x")).hasMessageContaining("too late");
    }

    @Test
    void a_proxy_that_is_not_there_is_named() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = gone.getLocalPort();
        }

        assertThatThrownBy(() -> get("https://" + HOST + "/x", "127.0.0.1", port))
                .isInstanceOf(ProxyFailure.class)
                .hasMessageStartingWith(
                        "the proxy 127.0.0.1:" + port + " (" + SETTING + ") does not connect to " + HOST)
                .hasMessageContaining("Connection refused");
        assertThatThrownBy(() -> get("https://" + HOST + "/x", "proxy.invalid", port))
                .isInstanceOf(ProxyFailure.class)
                .hasMessageStartingWith("the proxy proxy.invalid:" + port);
    }

    @Test
    void the_resolver_that_judges_hosts_is_not_asked_for_the_proxy() throws Exception {
        proxy.on("http://" + HOST + "/x", Faults.answer(200, "it"));

        assertThat(get("http://" + HOST + "/x", "localhost", port())).isEqualTo("it");
    }

    private void connecting(Reply reply) {
        proxy.on(HOST + ":443", reply);
    }

    private static void trickle(String text, io.jobdrop.support.Wire wire) throws IOException {
        for (byte each : text.getBytes(StandardCharsets.ISO_8859_1)) {
            wire.write(new byte[] {each});
            wire.pause(20);
        }
    }

    private int port() {
        return Integer.parseInt(proxy.host().split(":")[1]);
    }

    private String get(String url) throws IOException {
        return get(url, "127.0.0.1", port());
    }

    private static String get(String url, String host, int port) throws IOException {
        Proxy proxy = new Proxy(SETTING, host, port, "us\u00e9r", "p:w", HostList.NONE, false);
        HttpClientBuilder builder = HttpClientBuilder.create();
        StrictHttp.paced(Duration.ofMillis(500), "too late", 0, Duration.ofSeconds(60))
                .by(new Reach(proxy, Reach.direct().tls()))
                .configure(builder, 4, new Refusing());
        try (CloseableHttpClient client = builder.build()) {
            return client.execute(new HttpGet(url), response -> EntityUtils.toString(response.getEntity()));
        }
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Refusing implements org.apache.hc.client5.http.DnsResolver {
        @Override
        public InetAddress[] resolve(String host) {
            throw new AssertionError("resolved " + host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            throw new AssertionError("resolved " + host);
        }
    }
}
