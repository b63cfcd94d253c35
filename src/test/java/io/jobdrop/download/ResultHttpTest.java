package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import io.jobdrop.support.Faults;
import java.io.IOException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the client for results sends, and what it does not do by itself. */
class ResultHttpTest {
    @AutoClose
    private final ResultHttpScene scene = new ResultHttpScene();

    ResultHttpTest() throws IOException {}

    @Test
    void the_bytes_are_asked_for_as_they_are_without_credentials() throws Exception {
        scene.host.on("/x", Faults.answer(200, "a,b"));

        try (CloseableHttpClient client = scene.client()) {
            assertThat(scene.get(client, "/x")).isEqualTo("a,b");
        }

        assertThat(scene.host.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.headers())
                        .containsEntry("Accept-Encoding", "identity")
                        .containsEntry("Accept", "*/*")
                        .hasEntrySatisfying(
                                "User-Agent", agent -> assertThat(agent).startsWith("Jobdrop/"))
                        .doesNotContainKeys("Authorization", "Cookie"));
    }

    @Test
    void an_encoded_body_is_left_as_it_is() throws Exception {
        scene.host.on("/x", Faults.answer(200, "no gzip", "Content-Encoding", "gzip"));

        try (CloseableHttpClient client = scene.client()) {
            assertThat(scene.get(client, "/x")).isEqualTo("no gzip");
        }
    }

    @Test
    void a_redirect_is_shown_and_not_followed() throws Exception {
        scene.host.on("/x", Faults.redirect(302, "/y"));

        try (CloseableHttpClient client = scene.client()) {
            int status = scene.status(client, "/x");
            assertThat(status).isEqualTo(302);
        }

        assertThat(scene.host.requests("/y")).isEmpty();
    }

    @Test
    void a_cookie_is_not_kept() throws Exception {
        scene.host.on("/x", Faults.answer(200, "a", "Set-Cookie", "id=1; Path=/"));

        try (CloseableHttpClient client = scene.client()) {
            scene.get(client, "/x");
            scene.get(client, "/x");
        }

        assertThat(scene.host.requests("/x"))
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.header("Cookie")).isNull());
    }

    @Test
    void a_request_is_not_repeated_by_the_client() throws Exception {
        scene.host.on("/x", Faults.status(503, "Retry-After", "0"));
        scene.host.on("/y", Faults.reset());

        try (CloseableHttpClient client = scene.client()) {
            int status = scene.status(client, "/x");
            assertThat(status).isEqualTo(503);
            assertThatThrownBy(() -> scene.get(client, "/y")).isInstanceOf(IOException.class);
        }

        assertThat(scene.host.requests()).hasSize(2);
    }

    @Test
    void an_address_that_is_not_public_is_never_asked() throws Exception {
        try (CloseableHttpClient client = ResultHttpScene.client("files.corp", "10s")) {
            assertThatThrownBy(() -> scene.get(client, "/x"))
                    .isInstanceOf(Held.class)
                    .hasMessageContaining("the result host 127.0.0.1 has the loopback address 127.0.0.1");
        }

        assertThat(scene.host.requests()).isEmpty();
    }

    @Test
    void requests_pass_the_gate_of_their_vendor() throws Exception {
        scene.host.on("/x", Faults.status(429, "Retry-After", "3600"));

        try (CloseableHttpClient client = scene.client()) {
            scene.status(client, "/x");
            assertThatThrownBy(() -> scene.get(client, "/x"))
                    .hasMessageStartingWith("the result host 127.0.0.1 asked for a pause; nothing was requested");
        }

        assertThat(scene.host.requests()).hasSize(1);
    }
}
