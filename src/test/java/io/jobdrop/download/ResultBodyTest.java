package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.http.TooSlow;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Bodies of results: those that do not come, are closed early, or are read to their end. */
class ResultBodyTest {
    @AutoClose
    private final ResultHttpScene scene = new ResultHttpScene();

    ResultBodyTest() throws IOException {}

    @Test
    void a_host_on_which_nothing_arrives_is_given_up() throws Exception {
        scene.host.on("/x", Faults.silence());

        try (CloseableHttpClient client = ResultHttpScene.client(scene.host.host(), "50ms")) {
            assertThatThrownBy(() -> scene.get(client, "/x")).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_body_that_is_slower_than_the_least_rate_is_given_up() throws Exception {
        scene.host.on("/x", (request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for (int i = 0; i < 1000; i++) {
                wire.write("x");
                wire.pause(20);
            }
        });

        try (CloseableHttpClient client = scene.client()) {
            assertThatThrownBy(() -> scene.get(client, "/x"))
                    .isInstanceOf(TooSlow.class)
                    .hasMessageContaining("slower than jobdrop.download.min-rate (1024 bytes/s)");
        }
    }

    @Test
    void closing_a_body_before_its_end_closes_the_connection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        scene.host.on("/x", (request, wire) -> {
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

        try (CloseableHttpClient client = scene.client()) {
            ClassicHttpResponse response = client.executeOpen(null, new HttpGet(scene.host.url() + "/x"), null);
            InputStream body = response.getEntity().getContent();
            assertThat(body.read()).isZero();
            body.close();
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_body_that_was_read_to_its_end_leaves_its_connection_for_the_next_request() throws Exception {
        scene.host.on("/x", (request, wire) -> {
            do {
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            } while (wire.next());
        });

        try (CloseableHttpClient client = scene.client()) {
            assertThat(scene.get(client, "/x")).isEqualTo("ok");
            assertThat(scene.byteByByte(client, "/x")).isEqualTo("ok");
            assertThat(scene.get(client, "/x")).isEqualTo("ok");
        }

        assertThat(scene.host.requests()).hasSize(3);
        assertThat(scene.host.connections()).isEqualTo(1);
    }

    @Test
    void an_answer_without_a_body_has_none() throws Exception {
        scene.host.on("/x", Faults.raw("HTTP/1.1 204 No Content\r\n\r\n"));

        try (CloseableHttpClient client = scene.client()) {
            boolean none =
                    client.execute(new HttpGet(scene.host.url() + "/x"), response -> response.getEntity() == null);
            assertThat(none).isTrue();
        }
    }

    @Test
    void a_body_is_the_same_however_often_it_is_asked_for() throws Exception {
        scene.host.on("/x", Faults.answer(200, "ab"));

        try (CloseableHttpClient client = scene.client()) {
            boolean same = client.execute(new HttpGet(scene.host.url() + "/x"), response -> {
                InputStream body = response.getEntity().getContent();
                body.close();
                body.close();
                return body == response.getEntity().getContent();
            });
            assertThat(same).isTrue();
        }
    }
}
