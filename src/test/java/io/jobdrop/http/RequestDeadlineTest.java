package io.jobdrop.http;

import static io.jobdrop.http.StrictHttpScene.LONG;
import static io.jobdrop.http.StrictHttpScene.OK;
import static io.jobdrop.http.StrictHttpScene.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequest;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a client waits that asks only whether something was taken. */
@Timeout(60)
class RequestDeadlineTest {
    private static final byte[] SMALL = {'{', '}'};

    @AutoClose
    private final StrictHttpScene scene = new StrictHttpScene();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    RequestDeadlineTest() throws IOException {}

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\nX", "HTTP/1.1 103 Early Hints\r\n\r\n"})
    void a_head_that_trickles_is_given_up_when_its_time_is_over(String text) throws Exception {
        scene.answers(trickle(text));

        isGivenUp(post(scene.host.url() + "/x", SMALL));
    }

    @Test
    void silence_is_given_up_in_the_same_words() throws Exception {
        scene.answers(Faults.silence());

        isGivenUp(post(scene.host.url() + "/x", SMALL));
    }

    @Test
    void a_handshake_that_trickles_is_given_up() throws Exception {
        try (TricklingTls tls = new TricklingTls()) {
            isGivenUp(post(tls.url(), SMALL));
        }
    }

    @Test
    void a_host_that_does_not_read_is_given_up() throws Exception {
        try (ServerSocket host = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            isGivenUp(post("http://127.0.0.1:" + host.getLocalPort() + "/x", new byte[64 << 20]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000\r\n\r\n", "X: y\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1;"})
    void the_status_counts_whatever_becomes_of_the_body(String head) throws Exception {
        scene.answers((request, wire) -> {
            wire.write(OK + head);
            trickle("x").send(request, wire);
        });

        try (CloseableHttpClient client = client(SHORT)) {
            assertThat(status(client)).isEqualTo(200);
        }
    }

    @Test
    void a_body_without_end_is_not_read_to_it() throws Exception {
        scene.answers((request, wire) -> {
            wire.write("HTTP/1.1 500 X\r\n\r\n");
            while (true) {
                wire.write(new byte[10_000]);
            }
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(status(client)).isEqualTo(500);
        }
    }

    @Test
    void a_connection_is_used_again_after_a_small_body_and_each_request_has_its_own_time() throws Exception {
        scene.answers((request, wire) -> {
            wire.pause(200);
            Answer.json("{}").send(request, wire);
        });

        try (CloseableHttpClient client = client(Duration.ofMillis(900))) {
            for (int i = 0; i < 8; i++) {
                assertThat(status(client)).isEqualTo(200);
            }
        }

        assertThat(scene.host.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void nothing_is_repeated(int status) throws Exception {
        scene.answers(Faults.status(status, "Retry-After", "1"));

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(status(client)).isEqualTo(status);
        }

        assertThat(scene.host.requests()).hasSize(1);
    }

    private void isGivenUp(HttpUriRequest request) throws IOException {
        long before = System.nanoTime();
        try (CloseableHttpClient client = client(SHORT)) {
            assertThatThrownBy(() -> client.execute(request, response -> ""))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("too late");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    private int status(CloseableHttpClient client) throws IOException {
        return client.execute(post(scene.host.url() + "/x", SMALL), response -> {
            HttpEntity body = response.getEntity();
            assertThat(body).isNull();
            return response.getCode();
        });
    }

    private static HttpPost post(String url, byte[] body) {
        HttpPost request = new HttpPost(url);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        return request;
    }

    private CloseableHttpClient client(Duration time) {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new RequestDeadline(timer, time, "too late").configure(builder);
        return builder.build();
    }

    private static Reply trickle(String text) {
        return (request, wire) -> {
            for (int i = 0; i < 2000; i++) {
                wire.write(text.substring(i % text.length(), i % text.length() + 1));
                wire.pause(20);
            }
        };
    }
}
