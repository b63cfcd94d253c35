package io.jobdrop.http;

import static io.jobdrop.http.StrictHttpScene.LONG;
import static io.jobdrop.http.StrictHttpScene.OK;
import static io.jobdrop.http.StrictHttpScene.client;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection serves a further request. Bytes that a host sends too many answer none. */
@Tag("slow")
class ConnectionReuseTest {
    private static final String FORGED = OK + "Content-Length: 6\r\n\r\nforged";

    @AutoClose
    private final StrictHttpScene scene = new StrictHttpScene();

    ConnectionReuseTest() throws IOException {}

    @Test
    void a_connection_is_used_again_when_nothing_is_left_on_it() throws Exception {
        scene.answers((request, wire) -> {
            do {
                wire.write(OK + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nTrailer: x\r\n\r\n");
            } while (wire.next());
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(scene.get(client)).isEqualTo("ok");
            assertThat(scene.get(client)).isEqualTo("ok");
        }

        assertThat(scene.host.requests()).hasSize(2);
        assertThat(scene.host.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "Content-Length: 4\r\n\r\ntrue" + FORGED,
                OK + "Content-Length: 4\r\n\r\ntrue\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n0\r\n\r\n" + FORGED
            })
    void bytes_behind_a_body_answer_no_other_request(String reply) throws Exception {
        scene.answers((request, wire) -> {
            wire.write(reply);
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(scene.get(client)).isEqualTo("true");
            assertThat(scene.get(client)).isEqualTo("true");
        }

        assertThat(scene.host.connections()).isEqualTo(2);
    }

    @Test
    void many_bytes_behind_a_body_answer_no_other_request() throws Exception {
        scene.answers((request, wire) -> {
            wire.write(OK + "Content-Length: 4\r\n\r\ntrue" + FORGED.repeat(5000));
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(scene.get(client)).isEqualTo("true");
            assertThat(scene.get(client)).isEqualTo("true");
        }
    }

    @Test
    void bytes_that_arrive_while_a_connection_is_idle_answer_no_request() throws Exception {
        Signal written = new Signal();
        Signal read = new Signal();
        scene.answers((request, wire) -> {
            wire.write(OK + "Content-Length: 4\r\n\r\ntrue");
            read.await();
            wire.write(FORGED);
            written.give();
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(scene.get(client)).isEqualTo("true");
            read.give();
            written.await();
            assertThat(scene.get(client)).isEqualTo("true");
        }

        assertThat(scene.host.connections()).isEqualTo(2);
    }

    @Test
    void bytes_behind_an_answer_without_a_body_answer_no_other_request() throws Exception {
        scene.answers((request, wire) -> {
            wire.write("HTTP/1.1 204 No Content\r\n\r\n" + FORGED);
            wire.next();
        });

        try (CloseableHttpClient client = client(LONG)) {
            assertThat(scene.status(client)).isEqualTo(204);
            assertThat(scene.status(client)).isEqualTo(204);
        }
    }
}
