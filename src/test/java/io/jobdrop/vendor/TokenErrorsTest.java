package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import io.jobdrop.job.Throttled;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a token endpoint that give no access token: what they mean, and what people read of them. */
class TokenErrorsTest {
    private static final String SECRET = "s3cr+t/~=&x";

    @AutoClose
    private final AccountScene scene = new AccountScene();

    private final TokenHost host = new TokenHost(scene.vendor);

    TokenErrorsTest() throws IOException {
        scene.with("oauth2-client-credentials");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | {"error":"invalid_client","error_description":"unknown app"} | answered 400 invalid_client: unknown app; check convertly.client-id, convertly.client-secret and convertly.client-auth; the next poll checks it again
            401 | {"error":"invalid_client"}     | answered 401 invalid_client; check convertly.client-id, convertly.client-secret and convertly.client-auth;
            400 | {"error":"invalid_scope"}      | answered 400 invalid_scope; check convertly.scope;
            400 | {"error":"unauthorized_client"}| answered 400 unauthorized_client; check convertly.auth;
            403 | {"message":"no such tenant"}   | answered 403 no such tenant; check convertly.client-id, convertly.client-secret and convertly.token-url;
            404 | <html>                         | answered 404; check convertly.token-url and convertly.token-method;
            405 | {"error":"use GET"}            | answered 405 use GET; check convertly.token-url and convertly.token-method;
            200 | {"error":"invalid_code"}       | answered 200 invalid_code; check convertly.client-id, convertly.client-secret and convertly.token-url;
            200 | []                             | answered 200; check
            200 | {"access_token":""}            | answers without an access_token;
            200 | {"access_token":"a b"}         | answers with an access_token that is no token;
            200 | {"access_token":"abcd","token_type":"DPoP"} | gives access tokens of the type dpop, which Jobdrop cannot send;
            """)
    void a_refusal_says_what_the_vendor_said_and_which_setting_to_look_at(int status, String body, String message) {
        scene.vendor.on("/token", request -> Answer.status(status, body));

        assertThatThrownBy(() -> scene.get("/jobs"))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("convertly's token endpoint " + message);

        assertThat(scene.vendor.requests("/jobs")).isEmpty();
    }

    @Test
    void a_refused_refresh_token_is_told_with_the_file_that_wins() {
        scene.with("oauth2-refresh-token").set("REFRESH_TOKEN_FILE", "kept");
        scene.restart();
        scene.vendor.on("/token", request -> Answer.status(400, "{\"error\":\"invalid_grant\"}"));

        assertThatThrownBy(() -> scene.get("/jobs"))
                .hasMessageContaining("invalid_grant; check convertly.refresh-token and the file of"
                        + " convertly.refresh-token-file, which wins;");
    }

    @Test
    void an_account_that_is_refused_again_and_again_is_left_alone_for_longer_each_time() throws Exception {
        Throttle gate = new Throttle(
                "acme",
                new LocalTurns(Duration.ZERO, System::nanoTime),
                new Throttle.Rules(
                        Duration.ofMillis(1),
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Optional.empty(),
                        Clock.systemUTC(),
                        () -> false),
                (wish, more) -> {});
        gate.refused(1, "refuses the account at its token endpoint");
        gate.enter();

        gate.refused(20, "refuses the account at its token endpoint");

        assertThatThrownBy(gate::enter)
                .isInstanceOf(Throttled.class)
                .hasMessageStartingWith("acme refuses the account at its token endpoint; nothing was requested, it is"
                        + " asked again at ");
    }

    @Test
    void a_refusal_closes_the_gate_of_the_account() {
        scene.set("JOBDROP_RETRY_BACKOFF", "5m").set("JOBDROP_RETRY_MAX_BACKOFF", "1h");
        scene.with("oauth2-client-credentials");
        scene.vendor.on("/token", request -> Answer.status(401, "{\"error\":\"invalid_client\"}"));

        assertThatThrownBy(() -> scene.get("/jobs")).isInstanceOf(Held.class);
        assertThatThrownBy(() -> scene.get("/jobs")).isInstanceOf(Throttled.class);
        assertThatThrownBy(() -> scene.get("/jobs")).isInstanceOf(Throttled.class);

        assertThat(scene.vendor.requests("/token")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            503 | <html>down</html>
            429 | {"error":"too many"}
            500 | {"error":"server_error"}
            400 | {"error":"temporarily_unavailable"}
            """)
    void a_passing_failure_may_be_gone_at_the_next_request(int status, String body) throws Exception {
        scene.vendor.on(
                "/token",
                Faults.first(
                        1,
                        Answer.status(status, body),
                        (request, wire) -> host.issue().send(request, wire)));

        assertThatThrownBy(() -> scene.get("/jobs"))
                .isInstanceOf(NoAccessToken.class)
                .satisfies(
                        failure -> assertThat(VendorErrors.isPassing(failure)).isTrue())
                .hasMessageStartingWith("convertly's token endpoint answered " + status);

        assertThat(scene.get("/jobs")).isEqualTo("[1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Down for maintenance</html>",
                "{\"access_token\":\"t0p-secret",
                "access_token=t0p-secret&token_type=bearer",
                ""
            })
    void a_success_that_is_no_json_is_passing_and_nothing_of_it_is_shown(String body) {
        scene.vendor.on("/token", request -> Answer.json(body));

        assertThatThrownBy(() -> scene.get("/jobs"))
                .isInstanceOf(NoJson.class)
                .hasMessage("its token endpoint sent application/json, " + body.length() + " bytes");
    }

    @Test
    void an_endless_answer_is_given_up() {
        scene.set("JOBDROP_API_MAX_SIZE", "100KB").restart();
        scene.vendor.on("/token", request -> Answer.json("{\"access_token\":\"" + "x".repeat(200_000) + "\"}"));

        assertThatThrownBy(() -> scene.get("/jobs"))
                .isInstanceOf(Held.class)
                .hasMessageContaining("larger than jobdrop.api.max-size");
    }

    @Test
    void a_slow_answer_is_given_up() {
        scene.vendor.on("/token", (request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for (int i = 0; i < 1000; i++) {
                wire.write("x");
                wire.pause(20);
            }
        });

        assertThatThrownBy(() -> scene.get("/jobs"))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("the token endpoint took longer than jobdrop.api.timeout (500ms)");
    }

    @Test
    void a_redirect_does_not_get_the_secret() throws Exception {
        try (FakeVendor other = new FakeVendor()) {
            scene.vendor.on("/token", Faults.redirect(307, other.url() + "/token"));

            assertThatThrownBy(() -> scene.get("/jobs"))
                    .isInstanceOf(Held.class)
                    .hasMessageContaining(
                            "answered 307 no, a redirect, which does not get the secret; set" + " convertly.token-url");

            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void what_the_vendor_repeats_of_the_secrets_is_not_shown() {
        String basic =
                Base64.getEncoder().encodeToString("app-1:s3cr%2Bt%2F%7E%3D%26x".getBytes(StandardCharsets.UTF_8));
        scene.vendor.on(
                "/token",
                request -> Answer.status(
                        400,
                        "{\"error\":\"invalid_request\",\"error_description\":\"bad secret " + SECRET
                                + " or s3cr%2Bt%2F%7E%3D%26x" + "\\nor Basic " + basic + "\"}"));

        assertThatThrownBy(() -> scene.get("/jobs"))
                .hasMessageContaining("invalid_request: bad secret *** or *** or Basic ***;");
    }

    @Test
    void an_access_token_that_the_vendor_repeats_is_not_shown() throws Exception {
        scene.get("/jobs");

        assertThat(scene.settings.redact("the token access-1 in ACCESS-1, YWNjZXNzLTE= and 6163636573732d31"))
                .isEqualTo("the token *** in ***, *** and ***");
    }
}
