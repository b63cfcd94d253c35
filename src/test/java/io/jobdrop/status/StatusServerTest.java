package io.jobdrop.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusServerTest {
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir
    Path folder;

    private SiteScene scene;
    private StatusServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        scene = new SiteScene(folder);
        server = StatusServer.start("127.0.0.1", 0, scene.site, Timeout.ofSeconds(2));
        port = server.port();
    }

    @AfterEach
    void stop() {
        server.close();
        scene.close();
    }

    @Test
    void it_carries_pages_heads_and_forms() throws IOException {
        scene.job("a/b", "held", "why");
        String page = send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String token = page.replaceAll("(?s).*name=\"token\" value=\"([^\"]+)\".*", "$1");

        assertThat(page)
                .startsWith("HTTP/1.1 200 ")
                .contains("</html>", "Connection: close")
                .doesNotContain("Apache");
        assertThat(send("HEAD /observe/health HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
        assertThat(send("GET /jobs/convertly-jobs/a%2Fb?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .contains("<h1 class=\"id\">a/b</h1>");
        String form = "token=" + token;
        assertThat(send("POST /feeds/convertly-jobs/poll HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                        + " application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n" + form))
                .startsWith("HTTP/1.1 303 ")
                .contains("Location: /\r\n");
        assertThat(scene.polled).containsExactly("convertly-jobs");
    }

    @Test
    void what_is_no_request_or_too_large_is_refused() throws IOException {
        assertThat(send("nonsense\r\n\r\n")).doesNotContain(" 200 ");
        assertThat(send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
                .doesNotContain(" 200 ");
        assertThat(send("GET / HTTP/1.1\r\n\r\n")).doesNotContain(" 200 ");
        assertThat(send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        String body = "a=" + "x".repeat(3 * Request.MOST_READ);
        assertThat(send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
                .containsPattern("HTTP/1.1 4(03|13) ");
    }

    @Test
    void who_is_slow_holds_nobody_back_and_is_let_go() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            slow.add(socket);
        }

        assertThat(send("GET /observe/health/live HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        for (Socket socket : slow) {
            assertThat(read(socket)).doesNotContain(" 200 ");
            socket.close();
        }
    }

    @Test
    void a_port_that_is_taken_is_said() {
        assertThatThrownBy(() -> StatusServer.start("127.0.0.1", port, scene.site))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port + " on 127.0.0.1 cannot be opened");
    }

    private String send(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                return "closed";
            }
            return read(socket);
        }
    }

    // A connection that is reset has ended too.
    private static String read(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.getMessage().contains("timed out") ? "200 it never ended 200 " : "reset";
        }
    }
}
