package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.http.InvalidResponse;
import io.jobdrop.support.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.core5.http.Header;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a vendor's API, and what an account's client makes of them. */
class VendorAccountTest {
    @AutoClose
    private final AccountScene scene = new AccountScene();

    VendorAccountTest() throws IOException {}

    @Test
    void an_answer_is_asked_for_and_read_with_gzip() throws Exception {
        byte[] body = gzip("[1,2,3]");
        scene.vendor.on("/a", (request, wire) -> {
            do {
                wire.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n");
                wire.write(body);
            } while (wire.next());
        });

        assertThat(scene.get("/a")).isEqualTo("[1,2,3]");
        assertThat(scene.get("/a")).isEqualTo("[1,2,3]");

        assertThat(scene.vendor.requests().get(0).header("Accept-Encoding")).isEqualTo("gzip");
        assertThat(scene.vendor.connections()).isEqualTo(1);
    }

    @Test
    void other_content_codings_and_many_of_them_are_refused() {
        scene.vendor.on("/br", Faults.answer(200, "x", "Content-Encoding", "br"));
        scene.vendor.on("/many", Faults.answer(200, "x", "Content-Encoding", "gzip,".repeat(10_000) + "gzip"));

        assertThatThrownBy(() -> scene.get("/br")).hasMessage("the content coding br was not asked for");
        assertThatThrownBy(() -> scene.get("/many")).isInstanceOf(IOException.class);
    }

    @Test
    void the_headers_of_an_answer_do_not_go_into_the_routes() throws Exception {
        scene.vendor.on(
                "/a", Faults.answer(200, "[1]", "Content-Type", "application/json", "CamelHttpUri", "x", "Id", "y"));

        Header[] headers = scene.client.execute(scene.request("/a"), response -> response.getHeaders());

        assertThat(headers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"})
    void an_answer_that_trickles_is_given_up_when_its_time_is_over(String begin) {
        scene.vendor.on("/a", (request, wire) -> {
            wire.write(begin);
            for (int i = 0; i < 1000; i++) {
                wire.write(begin.endsWith("\r\n\r\n") ? "x" : "H");
                wire.pause(20);
            }
        });

        assertThatThrownBy(() -> scene.get("/a"))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("the answer took longer than jobdrop.api.timeout (500ms)");
    }

    @Test
    void an_answer_that_is_no_valid_http_fails() {
        scene.vendor.on("/a", Faults.raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n[1]"));

        assertThatThrownBy(() -> scene.get("/a"))
                .isInstanceOf(InvalidResponse.class)
                .hasMessage("2 Content-Length headers");
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
        scene.vendor.on("/a", Faults.raw(response));

        assertThatThrownBy(() -> scene.get("/a"))
                .isInstanceOf(IOException.class)
                .satisfies(failure ->
                        assertThat(failure.toString()).contains("***").doesNotContain("sk-key"))
                .hasNoCause();
    }

    @Test
    void nothing_is_sent_any_more_when_all_requests_were_given_up() {
        scene.vendor.on("/a", Faults.json("[1]"));
        scene.requests.giveUp();

        assertThatThrownBy(() -> scene.get("/a"))
                .isInstanceOf(IOException.class)
                .hasMessage("jobdrop stops");

        assertThat(scene.vendor.connections()).isZero();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
