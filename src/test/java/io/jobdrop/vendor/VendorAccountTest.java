package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.job.Held;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorAccountTest {
    private final OpenRequests requests = new OpenRequests();
    private FakeVendor vendor;
    private CloseableHttpClient client;

    @BeforeEach
    void open() throws IOException {
        vendor = new FakeVendor();
        client = client(vendor.url());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        vendor.close();
    }

    @Test
    void a_key_never_leaves_the_vendors_origin() throws Exception {
        try (FakeVendor other = new FakeVendor()) {
            vendor.on("/a", Faults.json("[1]"));
            other.on("/a", Answer.json("[2]"));

            assertThat(get("/a")).isEqualTo("[1]");
            assertThatThrownBy(() -> client.execute(new HttpGet(other.url() + "/a"), r -> ""))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a request for convertly was about to leave convertly.url");

            assertThat(vendor.requests()).hasSize(1);
            assertThat(other.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301,/b?x=1",
        "302,b?x=1",
        "303,?x=1",
        "307,//HOST/b?x=1",
        "308,HTTP://HOST/b?x=1#top",
        "302,http://me:pw@HOST/b?x=1"
    })
    void a_redirect_within_the_origin_is_followed_with_the_key(int status, String location) throws Exception {
        String path = location.startsWith("?") ? "/a" : "/b";
        vendor.on("/a", (request, wire) -> {
            boolean there = request.path().equals(path) && "x=1".equals(request.query());
            (there ? Faults.json("[1]") : Faults.redirect(status, location.replace("HOST", vendor.host())))
                    .send(request, wire);
        });
        vendor.on("/b", Faults.json("[1]"));

        assertThat(get("/a?page=1")).isEqualTo("[1]");

        FakeVendor.Request last = vendor.requests().get(1);
        assertThat(last.path()).isEqualTo(path);
        assertThat(last.query()).isEqualTo("x=1");
        assertThat(last.header("Authorization")).isEqualTo("Bearer sk-key");
        assertThat(last.header("Accept")).isEqualTo("application/json");
    }

    @Test
    void a_redirect_keeps_its_connection_and_goes_on_five_times_at_the_most() throws Exception {
        for (int i = 0; i < 6; i++) {
            String next = "/" + (i + 1);
            vendor.on("/" + i, Faults.redirect(302, next));
        }
        vendor.on("/6", Faults.json("[6]"));

        assertThat(get("/1")).isEqualTo("[6]");
        assertThatThrownBy(() -> get("/0"))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("convertly redirects more than 5 times");
    }

    @Test
    void a_redirect_to_another_origin_is_refused_and_says_which() throws Exception {
        try (FakeVendor other = new FakeVendor()) {
            vendor.on("/a", Faults.redirect(302, other.url() + "/b?token=t0p"));

            assertThatThrownBy(() -> get("/a"))
                    .isInstanceOf(Held.class)
                    .hasMessageContaining("answered 302 and redirects from " + vendor.url() + " to " + other.url())
                    .hasMessageContaining("nothing was requested there")
                    .hasMessageNotContaining("t0p");

            assertThat(other.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:PORT/b", "http://localhost:PORT/b", "http://127.0.0.1/b"})
    void another_scheme_host_or_port_is_another_origin(String location) {
        String port = vendor.host().substring(vendor.host().indexOf(':') + 1);
        vendor.on("/a", Faults.redirect(308, location.replace("PORT", port)));

        assertThatThrownBy(() -> get("/a")).isInstanceOf(Held.class).hasMessageContaining("which does not get the key");

        assertThat(vendor.requests()).hasSize(1);
    }

    @Test
    void a_redirect_to_nowhere_says_so() {
        vendor.on("/none", Faults.status(302));
        vendor.on("/two", Faults.status(302, "Location", "/a", "Location", "/b"));
        vendor.on("/bad", Faults.redirect(302, "http://[::bad"));
        vendor.on("/mail", Faults.redirect(302, "mailto:a@example.com"));

        assertThatThrownBy(() -> get("/none")).hasMessageContaining("answered 302 with 0 Location headers");
        assertThatThrownBy(() -> get("/two")).hasMessageContaining("answered 302 with 2 Location headers");
        assertThatThrownBy(() -> get("/bad")).hasMessageContaining("with a Location that is no URL of a host");
        assertThatThrownBy(() -> get("/mail")).hasMessageContaining("with a Location that is no URL of a host");
    }

    @Test
    void an_answer_is_asked_for_and_read_with_gzip() throws Exception {
        byte[] body = gzip("[1,2,3]");
        vendor.on("/a", (request, wire) -> {
            do {
                wire.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n");
                wire.write(body);
            } while (wire.next());
        });

        assertThat(get("/a")).isEqualTo("[1,2,3]");
        assertThat(get("/a")).isEqualTo("[1,2,3]");

        assertThat(vendor.requests().get(0).header("Accept-Encoding")).isEqualTo("gzip");
        assertThat(vendor.connections()).isEqualTo(1);
    }

    @Test
    void other_content_codings_and_many_of_them_are_refused() {
        vendor.on("/br", Faults.answer(200, "x", "Content-Encoding", "br"));
        vendor.on("/many", Faults.answer(200, "x", "Content-Encoding", "gzip,".repeat(10_000) + "gzip"));

        assertThatThrownBy(() -> get("/br")).hasMessage("the content coding br was not asked for");
        assertThatThrownBy(() -> get("/many")).isInstanceOf(IOException.class);
    }

    @Test
    void the_headers_of_an_answer_do_not_go_into_the_routes() throws Exception {
        vendor.on("/a", Faults.answer(200, "[1]", "Content-Type", "application/json", "CamelHttpUri", "x", "Id", "y"));

        Header[] headers = client.execute(new HttpGet(vendor.url() + "/a"), response -> response.getHeaders());

        assertThat(headers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"})
    void an_answer_that_trickles_is_given_up_when_its_time_is_over(String begin) {
        vendor.on("/a", (request, wire) -> {
            wire.write(begin);
            for (int i = 0; i < 1000; i++) {
                wire.write(begin.endsWith("\r\n\r\n") ? "x" : "H");
                wire.pause(20);
            }
        });

        assertThatThrownBy(() -> get("/a"))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("the answer took longer than jobdrop.api.timeout (500ms)");
    }

    @Test
    void an_answer_that_is_no_valid_http_fails() {
        vendor.on("/a", Faults.raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n[1]"));

        assertThatThrownBy(() -> get("/a")).isInstanceOf(InvalidResponse.class).hasMessage("2 Content-Length headers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: sk-key\r\n\r\n[1]",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: sk-key\r\n\r\n[1]",
                "HTTP/1.1 200 OK\r\nsk-key\r\n\r\n[1]",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsk-key\r\n",
                "sk-key\r\n"
            })
    void a_key_that_a_response_repeats_is_in_no_exception(String response) {
        vendor.on("/a", Faults.raw(response));

        assertThatThrownBy(() -> get("/a"))
                .isInstanceOf(IOException.class)
                .satisfies(failure ->
                        assertThat(failure.toString()).contains("***").doesNotContain("sk-key"))
                .hasNoCause();
    }

    @Test
    void nothing_is_sent_any_more_when_all_requests_were_given_up() {
        vendor.on("/a", Faults.json("[1]"));
        requests.giveUp();

        assertThatThrownBy(() -> get("/a")).isInstanceOf(IOException.class).hasMessage("jobdrop stops");

        assertThat(vendor.connections()).isZero();
    }

    private String get(String path) throws IOException {
        return client.execute(new HttpGet(vendor.url() + path), response -> EntityUtils.toString(response.getEntity()));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private CloseableHttpClient client(String url) {
        Settings settings = new Installation(Path.of("target"))
                .set("CONVERTLY_URL", url)
                .set("CONVERTLY_TOKEN", "sk-key")
                .set("JOBDROP_API_TIMEOUT", "500ms")
                .read()
                .settings();
        VendorAccount account = new VendorAccount(
                "convertly",
                List.of(TestFeed.plain()),
                settings,
                new Throttles(settings, Clock.systemUTC(), () -> false),
                requests);
        HttpClientBuilder builder = HttpClientBuilder.create();
        account.configureHttpClient(builder);
        return builder.build();
    }
}
