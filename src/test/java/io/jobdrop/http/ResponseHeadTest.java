package io.jobdrop.http;

import static io.jobdrop.http.StrictHttpScene.LONG;
import static io.jobdrop.http.StrictHttpScene.OK;
import static io.jobdrop.http.StrictHttpScene.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Faults;
import java.io.IOException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of responses, byte by byte: those that our clients read, and those that they refuse. */
@Tag("slow")
class ResponseHeadTest {
    @AutoClose
    private final StrictHttpScene scene = new StrictHttpScene();

    ResponseHeadTest() throws IOException {}

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
        scene.answers((request, wire) -> {
            wire.write(OK + headers + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.get(client)).isInstanceOf(InvalidResponse.class);
        }

        assertThat(scene.host.requests()).hasSize(1);
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
        scene.answers(Faults.raw(head + "\r\n\r\n" + (head.contains("Chunked") ? "2\r\nok\r\n0\r\n\r\n" : "ok")));

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(scene.get(client)).isEqualTo("ok");
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
        scene.answers(Faults.raw(reply));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.status(client)).hasMessageStartingWith("it answered with no HTTP but '");
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
        scene.answers(Faults.raw(reply));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.status(client)).isInstanceOf(InvalidResponse.class);
        }
    }

    @Test
    void a_head_that_is_cut_is_told_from_a_whole_one() throws Exception {
        scene.answers(Faults.raw(OK + "Content-Type: text/csv\r\n"));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.status(client)).hasMessage("the connection ended within its head");
        }
    }
}
