package io.jobdrop.http;

import static io.jobdrop.http.StrictHttpScene.LONG;
import static io.jobdrop.http.StrictHttpScene.OK;
import static io.jobdrop.http.StrictHttpScene.SHORT;
import static io.jobdrop.http.StrictHttpScene.build;
import static io.jobdrop.http.StrictHttpScene.builder;
import static io.jobdrop.http.StrictHttpScene.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long our clients wait for a response that trickles or does not come. */
@Tag("slow")
class ResponseTimesTest {
    @AutoClose
    private final StrictHttpScene scene = new StrictHttpScene();

    ResponseTimesTest() throws IOException {}

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX", "HTTP/1.1 103 Early Hints\r\n\r\n", "\u0016\u0003\u0003"})
    void a_head_that_trickles_is_given_up_when_its_time_is_over(String text) throws Exception {
        scene.answers(trickle(text));

        try (CloseableHttpClient client = client(SHORT)) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> scene.get(client)).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void silence_is_given_up_in_words_that_name_the_setting() throws Exception {
        scene.answers(Faults.silence());

        try (CloseableHttpClient client = client(SHORT)) {
            assertThatThrownBy(() -> scene.get(client))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("too late");
        }
    }

    @Test
    void a_second_request_on_a_connection_has_its_own_time() throws Exception {
        scene.answers((request, wire) -> {
            do {
                wire.pause(200);
                wire.write(OK + "Content-Length: 2\r\n\r\nok");
            } while (wire.next());
        });

        try (CloseableHttpClient client = client(Duration.ofMillis(900))) {
            for (int i = 0; i < 8; i++) {
                assertThat(scene.get(client)).isEqualTo("ok");
            }
        }

        assertThat(scene.host.connections()).isEqualTo(1);
    }

    @Test
    void a_whole_answer_that_trickles_is_given_up_when_its_time_is_over() throws Exception {
        scene.answers((request, wire) -> {
            wire.write(OK + "Content-Length: 100000\r\n\r\n");
            trickle("x").send(request, wire);
        });

        try (CloseableHttpClient client = build(StrictHttp.whole(SHORT, "too late"))) {
            assertThatThrownBy(() -> scene.get(client))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("too late");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000\r\n\r\n", "X: y\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1;"})
    void a_body_that_trickles_is_given_up_as_too_slow(String head) throws Exception {
        scene.answers((request, wire) -> {
            wire.write(OK + head);
            trickle("x").send(request, wire);
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.get(client))
                    .isInstanceOf(TooSlow.class)
                    .hasMessageContaining("are slower than jobdrop.download.min-rate (1024 bytes/s)");
        }
    }

    @Test
    void a_slow_body_is_awaited_where_no_rate_is_asked_for() throws Exception {
        scene.answers((request, wire) -> {
            wire.write(OK + "Content-Length: 5\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                wire.pause(100);
                wire.write("x");
            }
        });

        try (CloseableHttpClient client = build(StrictHttp.paced(LONG, "too late", 0, Duration.ofMillis(100)))) {
            assertThat(scene.get(client)).isEqualTo("xxxxx");
        }
    }

    @Test
    void a_handshake_that_trickles_is_given_up_when_its_time_is_over() throws Exception {
        try (TricklingTls tls = new TricklingTls();
                CloseableHttpClient client = client(SHORT)) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> client.execute(new HttpGet(tls.url()), response -> ""))
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void a_silent_host_is_given_up_by_our_time_and_not_by_probes_of_tcp() throws Exception {
        scene.answers(Faults.raw(OK + "Content-Length: 2\r\n\r\nok"));
        AtomicReference<Boolean> probes = new AtomicReference<>();
        HttpClientBuilder builder = builder(StrictHttp.whole(LONG, "too late"));
        builder.setRequestExecutor(new HttpRequestExecutor() {
            @Override
            public ClassicHttpResponse execute(
                    ClassicHttpRequest request,
                    HttpClientConnection connection,
                    HttpResponseInformationCallback informed,
                    HttpContext context)
                    throws IOException, HttpException {
                probes.set(((StrictConnection) connection).getSocket().getKeepAlive());
                return super.execute(request, connection, informed, context);
            }
        });

        try (CloseableHttpClient client = builder.build()) {
            assertThat(scene.get(client)).isEqualTo("ok");
        }

        assertThat(probes).hasValue(false);
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
