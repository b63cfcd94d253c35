package io.jobdrop.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile or broken host sends, byte by byte, and what our clients make of it. */
@Tag("slow")
class StrictHttpTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String FORGED = OK + "Content-Length: 6\r\n\r\nforged";

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
    void a_connection_is_used_again_when_nothing_is_left_on_it() throws Exception {
        host.on("/x", (request, wire) -> {
            do {
                wire.write(OK + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nTrailer: x\r\n\r\n");
            } while (wire.next());
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(get(client)).isEqualTo("ok");
            assertThat(get(client)).isEqualTo("ok");
        }

        assertThat(host.requests()).hasSize(2);
        assertThat(host.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "Content-Length: 4\r\n\r\ntrue" + FORGED,
                OK + "Content-Length: 4\r\n\r\ntrue\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n0\r\n\r\n" + FORGED
            })
    void bytes_behind_a_body_answer_no_other_request(String reply) throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write(reply);
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(get(client)).isEqualTo("true");
            assertThat(get(client)).isEqualTo("true");
        }

        assertThat(host.connections()).isEqualTo(2);
    }

    @Test
    void many_bytes_behind_a_body_answer_no_other_request() throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write(OK + "Content-Length: 4\r\n\r\ntrue" + FORGED.repeat(5000));
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(get(client)).isEqualTo("true");
            assertThat(get(client)).isEqualTo("true");
        }
    }

    @Test
    void bytes_that_arrive_while_a_connection_is_idle_answer_no_request() throws Exception {
        Signal written = new Signal();
        Signal read = new Signal();
        host.on("/x", (request, wire) -> {
            wire.write(OK + "Content-Length: 4\r\n\r\ntrue");
            read.await();
            wire.write(FORGED);
            written.give();
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(get(client)).isEqualTo("true");
            read.give();
            written.await();
            assertThat(get(client)).isEqualTo("true");
        }

        assertThat(host.connections()).isEqualTo(2);
    }

    @Test
    void bytes_behind_an_answer_without_a_body_answer_no_other_request() throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write("HTTP/1.1 204 No Content\r\n\r\n" + FORGED);
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(status(client)).isEqualTo(204);
            assertThat(status(client)).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: -0",
                "Content-Length: 5 5",
                "Content-Length: 5\r\n 5",
                "Content-Length: 0x5",
                "Content-Length: 5.0",
                "Content-Length: five",
                "Content-Length: \u0665",
                "Content-Length: 1234567890123456789",
                "Content-Length: 99999999999999999999999",
                "Content-Length:",
                "Content-Length : 5",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: identity",
                "Transfer-Encoding:",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: \u000bchunked",
                " X: folded first",
                "no colon",
                "X Y: z",
                ": nameless",
                "X: a\rContent-Length: 5",
                "X: a\0b"
            })
    void a_head_that_is_invalid_ends_its_connection(String headers) throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write(OK + headers + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> get(client)).isInstanceOf(InvalidResponse.class);
        }

        assertThat(host.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200",
                "HTTP/1.1 200 ",
                "HTTP/1.1 200 \u0085\r\nX: \u00c3\u0085",
                "HTTP/1.1 200 OK\r\nX: a\r\n\tb\r\n  c",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked",
                "HTTP/1.0 200 OK"
            })
    void a_head_that_is_unusual_is_read(String head) throws Exception {
        host.on("/x", Faults.raw(head + "\r\n\r\n" + (head.contains("Chunked") ? "2\r\nok\r\n0\r\n\r\n" : "ok")));

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(get(client)).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n"
            })
    void what_is_no_http_is_refused(String reply) throws Exception {
        host.on("/x", Faults.raw(reply));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> status(client)).hasMessageStartingWith("it answered with no HTTP but '");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 304 X\r\nContent-Length: 1, 1\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: TLS/1.2\r\n\r\n"
            })
    void what_is_no_head_of_ours_is_refused(String reply) throws Exception {
        host.on("/x", Faults.raw(reply));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> status(client)).isInstanceOf(InvalidResponse.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "g\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                ";x\r\nhello\r\n0\r\n\r\n",
                "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "4\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5;\rx\r\nhello\r\n0\r\n\r\n"
            })
    void a_chunk_that_is_invalid_ends_the_body_with_an_error(String chunks) throws Exception {
        host.on("/x", Faults.raw(OK + "Transfer-Encoding: chunked\r\n\r\n" + chunks));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> get(client)).isInstanceOf(InvalidResponse.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\nhel", "5\r\nhello\r\n", "5\r\nhello\r\n0", "5\r\nhello\r\n00", "5\r\nhello\r\n5"})
    void a_body_in_chunks_that_is_cut_is_told_from_a_whole_one(String chunks) throws Exception {
        host.on("/x", Faults.raw(OK + "Transfer-Encoding: chunked\r\n\r\n" + chunks));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> byteByByte(client)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_head_that_is_cut_is_told_from_a_whole_one() throws Exception {
        host.on("/x", Faults.raw(OK + "Content-Type: text/csv\r\n"));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> status(client)).hasMessage("the connection ended within its head");
        }
    }

    @Test
    void a_head_has_64_kilobytes_and_200_lines_at_most() throws Exception {
        String end = "Content-Length: 2\r\n";
        String line = "X: y\r\n";
        int rest = Lines.MOST_BYTES - OK.length() - end.length() - "X: \r\n\r\n".length();

        assertThat(answered(OK + end + line.repeat(198) + "\r\nok")).isEqualTo("ok");
        assertThat(answered(OK + end + line.repeat(199) + "\r\nok")).isEqualTo("its head has more than 200 lines");
        assertThat(answered(OK + end + "X: " + "y".repeat(rest) + "\r\n\r\nok")).isEqualTo("ok");
        assertThat(answered(OK + end + "X: " + "y".repeat(rest + 1) + "\r\n\r\nok"))
                .isEqualTo("its head has more than 65536 bytes");
    }

    @Test
    void interim_responses_trailers_and_chunk_extensions_have_limits_too() throws Exception {
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n2";
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";

        assertThat(answered(interim.repeat(10) + OK + "Content-Length: 2\r\n\r\nok"))
                .isEqualTo("ok");
        assertThat(answered(interim.repeat(11) + OK + "Content-Length: 2\r\n\r\nok"))
                .isEqualTo("more than 10 interim responses");
        assertThat(answered(chunked + "\r\nok\r\n0\r\n" + "X: y\r\n".repeat(200) + "\r\n"))
                .isEqualTo("ok");
        assertThat(answered(chunked + "\r\nok\r\n0\r\n" + "X: y\r\n".repeat(201) + "\r\n"))
                .isEqualTo("its trailer has more than 200 lines");
        assertThat(answered(chunked + ";x=" + "y".repeat(4000) + "\r\nok\r\n0\r\n\r\n"))
                .isEqualTo("ok");
        assertThat(answered(chunked + ";x=" + "y".repeat(5000) + "\r\nok\r\n0\r\n\r\n"))
                .isEqualTo("the size of a chunk has more than 4096 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 ",
                "HTTP/1.1 200 OK\r\nX",
                "HTTP/1.1 200 OK\r\n|X: y\r\n",
                "HTTP/1.1 200 OK\r\nX: y\r\n| y\r\n",
                "|HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n|X: y\r\n"
            })
    void what_never_ends_is_given_up_after_little(String endless) throws Exception {
        String[] parts = endless.split("\\|", 2);
        byte[] flood = (parts.length > 1 ? parts[1] : "0").repeat(20_000).getBytes(StandardCharsets.ISO_8859_1);
        AtomicLong sent = new AtomicLong();
        host.on("/x", (request, wire) -> {
            wire.write(parts[0]);
            while (true) {
                wire.write(flood);
                sent.addAndGet(flood.length);
            }
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> get(client)).isInstanceOf(InvalidResponse.class);
        }

        // The rest is what fits into the buffers of two sockets.
        assertThat(sent).hasValueLessThan(32 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX", "HTTP/1.1 103 Early Hints\r\n\r\n", "\u0016\u0003\u0003"})
    void a_head_that_trickles_is_given_up_when_its_time_is_over(String text) throws Exception {
        host.on("/x", trickle(text));

        try (CloseableHttpClient client = client(SHORT)) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void silence_is_given_up_in_words_that_name_the_setting() throws Exception {
        host.on("/x", Faults.silence());

        try (CloseableHttpClient client = client(SHORT)) {
            assertThatThrownBy(() -> get(client))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("too late");
        }
    }

    @Test
    void a_second_request_on_a_connection_has_its_own_time() throws Exception {
        host.on("/x", (request, wire) -> {
            do {
                wire.pause(200);
                wire.write(OK + "Content-Length: 2\r\n\r\nok");
            } while (wire.next());
        });

        try (CloseableHttpClient client = client(Duration.ofMillis(900))) {
            for (int i = 0; i < 8; i++) {
                assertThat(get(client)).isEqualTo("ok");
            }
        }

        assertThat(host.connections()).isEqualTo(1);
    }

    @Test
    void a_whole_answer_that_trickles_is_given_up_when_its_time_is_over() throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write(OK + "Content-Length: 100000\r\n\r\n");
            trickle("x").send(request, wire);
        });

        try (CloseableHttpClient client = build(StrictHttp.whole(SHORT, "too late"))) {
            assertThatThrownBy(() -> get(client))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("too late");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000\r\n\r\n", "X: y\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1;"})
    void a_body_that_trickles_is_given_up_as_too_slow(String head) throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write(OK + head);
            trickle("x").send(request, wire);
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> get(client))
                    .isInstanceOf(TooSlow.class)
                    .hasMessageContaining("are slower than jobdrop.download.min-rate (1024 bytes/s)");
        }
    }

    @Test
    void a_slow_body_is_awaited_where_no_rate_is_asked_for() throws Exception {
        host.on("/x", (request, wire) -> {
            wire.write(OK + "Content-Length: 5\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                wire.pause(100);
                wire.write("x");
            }
        });

        try (CloseableHttpClient client = build(StrictHttp.paced(LONG, "too late", 0, Duration.ofMillis(100)))) {
            assertThat(get(client)).isEqualTo("xxxxx");
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
        host.on("/x", Faults.raw(OK + "Content-Length: 2\r\n\r\nok"));
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
            assertThat(get(client)).isEqualTo("ok");
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

    private String answered(String reply) throws IOException {
        host.on("/x", Faults.raw(reply));
        try (CloseableHttpClient client = client(LONG)) {
            return get(client);
        } catch (InvalidResponse e) {
            return e.getMessage();
        }
    }

    private static CloseableHttpClient client(Duration time) {
        return build(StrictHttp.paced(time, "too late", 1024, SHORT));
    }

    private static CloseableHttpClient build(StrictHttp http) {
        return builder(http).build();
    }

    private static HttpClientBuilder builder(StrictHttp http) {
        HttpClientBuilder builder = HttpClientBuilder.create();
        http.configure(builder, 4, null);
        return builder;
    }

    private int status(CloseableHttpClient client) throws IOException {
        return client.execute(new HttpGet(host.url() + "/x"), ClassicHttpResponse::getCode);
    }

    private String get(CloseableHttpClient client) throws IOException {
        return client.execute(new HttpGet(host.url() + "/x"), response -> {
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
