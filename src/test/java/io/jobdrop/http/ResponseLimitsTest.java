package io.jobdrop.http;

import static io.jobdrop.http.StrictHttpScene.LONG;
import static io.jobdrop.http.StrictHttpScene.OK;
import static io.jobdrop.http.StrictHttpScene.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a response our clients read before they refuse it. */
@Tag("slow")
class ResponseLimitsTest {
    @AutoClose
    private final StrictHttpScene scene = new StrictHttpScene();

    ResponseLimitsTest() throws IOException {}

    @Test
    void a_head_has_64_kilobytes_and_200_lines_at_most() throws Exception {
        String end = "Content-Length: 2\r\n";
        String line = "X: y\r\n";
        int rest = Lines.MOST_BYTES - OK.length() - end.length() - "X: \r\n\r\n".length();

        assertThat(scene.answered(OK + end + line.repeat(198) + "\r\nok")).isEqualTo("ok");
        assertThat(scene.answered(OK + end + line.repeat(199) + "\r\nok"))
                .isEqualTo("its head has more than 200 lines");
        assertThat(scene.answered(OK + end + "X: " + "y".repeat(rest) + "\r\n\r\nok"))
                .isEqualTo("ok");
        assertThat(scene.answered(OK + end + "X: " + "y".repeat(rest + 1) + "\r\n\r\nok"))
                .isEqualTo("its head has more than 65536 bytes");
    }

    @Test
    void interim_responses_trailers_and_chunk_extensions_have_limits_too() throws Exception {
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n2";
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";

        assertThat(scene.answered(interim.repeat(10) + OK + "Content-Length: 2\r\n\r\nok"))
                .isEqualTo("ok");
        assertThat(scene.answered(interim.repeat(11) + OK + "Content-Length: 2\r\n\r\nok"))
                .isEqualTo("more than 10 interim responses");
        assertThat(scene.answered(chunked + "\r\nok\r\n0\r\n" + "X: y\r\n".repeat(200) + "\r\n"))
                .isEqualTo("ok");
        assertThat(scene.answered(chunked + "\r\nok\r\n0\r\n" + "X: y\r\n".repeat(201) + "\r\n"))
                .isEqualTo("its trailer has more than 200 lines");
        assertThat(scene.answered(chunked + ";x=" + "y".repeat(4000) + "\r\nok\r\n0\r\n\r\n"))
                .isEqualTo("ok");
        assertThat(scene.answered(chunked + ";x=" + "y".repeat(5000) + "\r\nok\r\n0\r\n\r\n"))
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
        scene.answers((request, wire) -> {
            wire.write(parts[0]);
            while (true) {
                wire.write(flood);
                sent.addAndGet(flood.length);
            }
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.get(client)).isInstanceOf(InvalidResponse.class);
        }

        // The rest is what fits into the buffers of two sockets.
        assertThat(sent).hasValueLessThan(32 << 20);
    }
}
