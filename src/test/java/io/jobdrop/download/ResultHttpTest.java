package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.http.TooSlow;
import io.jobdrop.job.Held;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.vendor.OpenRequests;
import io.jobdrop.vendor.Throttles;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultHttpTest {
    private FakeVendor host;

    @BeforeEach
    void open() throws IOException {
        host = new FakeVendor();
    }

    @AfterEach
    void close() throws IOException {
        host.close();
    }

    @Test
    void the_bytes_are_asked_for_as_they_are_without_credentials() throws Exception {
        host.on("/x", Faults.answer(200, "a,b"));

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            assertThat(get(client, "/x")).isEqualTo("a,b");
        }

        assertThat(host.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.headers())
                        .containsEntry("Accept-Encoding", "identity")
                        .containsEntry("Accept", "*/*")
                        .containsEntry("User-Agent", "Jobdrop")
                        .doesNotContainKeys("Authorization", "Cookie"));
    }

    @Test
    void an_encoded_body_is_left_as_it_is() throws Exception {
        host.on("/x", Faults.answer(200, "no gzip", "Content-Encoding", "gzip"));

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            assertThat(get(client, "/x")).isEqualTo("no gzip");
        }
    }

    @Test
    void a_redirect_is_shown_and_not_followed() throws Exception {
        host.on("/x", Faults.redirect(302, "/y"));

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            int status = client.execute(new HttpGet(host.url() + "/x"), ClassicHttpResponse::getCode);
            assertThat(status).isEqualTo(302);
        }

        assertThat(host.requests("/y")).isEmpty();
    }

    @Test
    void a_cookie_is_not_kept() throws Exception {
        host.on("/x", Faults.answer(200, "a", "Set-Cookie", "id=1; Path=/"));

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            get(client, "/x");
            get(client, "/x");
        }

        assertThat(host.requests("/x"))
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.header("Cookie")).isNull());
    }

    @Test
    void a_request_is_not_repeated_by_the_client() throws Exception {
        host.on("/x", Faults.status(503, "Retry-After", "0"));
        host.on("/y", Faults.reset());

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            int status = client.execute(new HttpGet(host.url() + "/x"), ClassicHttpResponse::getCode);
            assertThat(status).isEqualTo(503);
            assertThatThrownBy(() -> get(client, "/y")).isInstanceOf(IOException.class);
        }

        assertThat(host.requests()).hasSize(2);
    }

    @Test
    void an_address_that_is_not_public_is_never_asked() throws Exception {
        try (CloseableHttpClient client = client("files.corp", "10s")) {
            assertThatThrownBy(() -> get(client, "/x"))
                    .isInstanceOf(Held.class)
                    .hasMessageContaining("the result host 127.0.0.1 has the loopback address 127.0.0.1");
        }

        assertThat(host.requests()).isEmpty();
    }

    @Test
    void a_host_on_which_nothing_arrives_is_given_up() throws Exception {
        host.on("/x", Faults.silence());

        try (CloseableHttpClient client = client(host.host(), "50ms")) {
            assertThatThrownBy(() -> get(client, "/x")).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_body_that_is_slower_than_the_least_rate_is_given_up() throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for (int i = 0; i < 1000; i++) {
                wire.write("x");
                wire.pause(20);
            }
        });

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            assertThatThrownBy(() -> get(client, "/x"))
                    .isInstanceOf(TooSlow.class)
                    .hasMessageContaining("slower than jobdrop.download.min-rate (1024 bytes/s)");
        }
    }

    @Test
    void closing_a_body_before_its_end_closes_the_connection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        host.on("/x", (request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            byte[] piece = new byte[64 * 1024];
            try {
                for (int i = 0; i < 1000; i++) {
                    wire.write(piece);
                }
            } catch (IOException e) {
                gone.countDown();
            }
        });

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            ClassicHttpResponse response = client.executeOpen(null, new HttpGet(host.url() + "/x"), null);
            InputStream body = response.getEntity().getContent();
            assertThat(body.read()).isZero();
            body.close();
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_body_that_was_read_to_its_end_leaves_its_connection_for_the_next_request() throws Exception {
        host.on("/x", (request, wire) -> {
            do {
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            } while (wire.next());
        });

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            assertThat(get(client, "/x")).isEqualTo("ok");
            assertThat(byteByByte(client)).isEqualTo("ok");
            assertThat(get(client, "/x")).isEqualTo("ok");
        }

        assertThat(host.requests()).hasSize(3);
        assertThat(host.connections()).isEqualTo(1);
    }

    @Test
    void an_answer_without_a_body_has_none() throws Exception {
        host.on("/x", Faults.raw("HTTP/1.1 204 No Content\r\n\r\n"));

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            boolean none = client.execute(new HttpGet(host.url() + "/x"), response -> response.getEntity() == null);
            assertThat(none).isTrue();
        }
    }

    @Test
    void a_body_is_the_same_however_often_it_is_asked_for() throws Exception {
        host.on("/x", Faults.answer(200, "ab"));

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            boolean same = client.execute(new HttpGet(host.url() + "/x"), response -> {
                InputStream body = response.getEntity().getContent();
                body.close();
                body.close();
                return body == response.getEntity().getContent();
            });
            assertThat(same).isTrue();
        }
    }

    @Test
    void requests_pass_the_gate_of_their_vendor() throws Exception {
        host.on("/x", Faults.status(429, "Retry-After", "3600"));

        try (CloseableHttpClient client = client(host.host(), "10s")) {
            client.execute(new HttpGet(host.url() + "/x"), ClassicHttpResponse::getCode);
            assertThatThrownBy(() -> get(client, "/x"))
                    .hasMessageStartingWith("the result host 127.0.0.1 asked for a pause; nothing was requested");
        }

        assertThat(host.requests()).hasSize(1);
    }

    private CloseableHttpClient client(String allowed, String idle) {
        Map<String, String> environment = Map.of("JOBDROP_DOWNLOAD_IDLE_TIMEOUT", idle);
        Settings settings = Settings.load(
                Path.of("target"), List.of(), RuntimeSettings.NONE, environment, List.of(), new ArrayList<>());
        ResultHttp http = new ResultHttp(
                "convertly",
                1,
                settings,
                new AddressGuard(List.of(allowed)),
                new Throttles(settings, Clock.systemUTC(), () -> false),
                new OpenRequests(),
                Duration.ofMillis(500));
        HttpClientBuilder builder = HttpClientBuilder.create();
        http.configureHttpClient(builder);
        return builder.build();
    }

    private String get(CloseableHttpClient client, String path) throws IOException {
        return client.execute(new HttpGet(host.url() + path), response -> {
            try (InputStream body = response.getEntity().getContent()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    private String byteByByte(CloseableHttpClient client) throws IOException {
        return client.execute(new HttpGet(host.url() + "/x"), response -> {
            StringBuilder text = new StringBuilder();
            try (InputStream body = response.getEntity().getContent()) {
                for (int read = body.read(); read >= 0; read = body.read()) {
                    text.append((char) read);
                }
            }
            return text.toString();
        });
    }
}
