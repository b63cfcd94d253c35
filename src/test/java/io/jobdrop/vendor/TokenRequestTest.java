package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an account asks for an access token: RFC 6749 4.4 and 6, and the places in which vendors want the client. */
class TokenRequestTest {
    private static final String ID = "client_id=app-1";
    private static final String SECRET = "client_secret=s3cr%2Bt%2F%7E%3D%26x";
    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString("app-1:s3cr%2Bt%2F%7E%3D%26x".getBytes(StandardCharsets.US_ASCII));

    @AutoClose
    private final AccountScene scene = new AccountScene();

    private final TokenHost host = new TokenHost(scene.vendor);

    TokenRequestTest() throws IOException {}

    @ParameterizedTest
    @CsvSource({
        "oauth2-client-credentials,grant_type=client_credentials",
        "oauth2-refresh-token,grant_type=refresh_token&refresh_token=refresh-0"
    })
    void a_form_holds_the_grant_and_the_client(String auth, String grant) throws Exception {
        scene.with(auth);

        assertThat(scene.get("/jobs")).isEqualTo("[1]");

        FakeVendor.Request asked = asked();
        assertThat(asked.query()).isEmpty();
        assertThat(asked.body()).isEqualTo(grant + "&" + ID + "&" + SECRET);
        assertThat(asked.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(asked.header("Authorization")).isNull();
        assertThat(scene.authorizations("/jobs")).containsExactly("Bearer access-1");
    }

    @Test
    void http_basic_holds_the_client_encoded_as_in_a_form() throws Exception {
        scene.set("CLIENT_AUTH", "basic").set("SCOPE", "jobs.read files.read").with("oauth2-client-credentials");

        scene.get("/jobs");

        assertThat(asked().body()).isEqualTo("grant_type=client_credentials&scope=jobs.read+files.read");
        assertThat(asked().header("Authorization")).isEqualTo(BASIC);
    }

    @Test
    void a_client_without_a_secret_sends_its_id_alone() throws Exception {
        scene.set("CLIENT_AUTH", "none").with("oauth2-refresh-token").set("CLIENT_SECRET", "");
        scene.restart();

        scene.get("/jobs");

        assertThat(asked().body()).isEqualTo("grant_type=refresh_token&refresh_token=refresh-0&" + ID);
    }

    @ParameterizedTest
    @CsvSource({
        "oauth2-client-credentials,'',grant_type=client_credentials,0",
        "oauth2-client-credentials,POST,grant_type=client_credentials,1",
        "oauth2-refresh-token,'',grant_type=refresh_token&refresh_token=refresh-0,1",
        "oauth2-refresh-token,GET,grant_type=refresh_token&refresh_token=refresh-0,0"
    })
    void a_query_holds_all_of_it(String auth, String method, String grant, int posts) throws Exception {
        scene.set("CLIENT_AUTH", "query").set("TOKEN_METHOD", method).with(auth);

        scene.get("/jobs");

        assertThat(asked().query()).isEqualTo(grant + "&" + ID + "&" + SECRET);
        // A POST says how long its body is, a GET has none.
        assertThat(asked().headers().containsKey("Content-Length")).isEqualTo(posts == 1);
        assertThat(asked().body()).isEmpty();
    }

    @Test
    void the_endpoint_may_be_an_address_with_a_query_and_its_tokens_are_for_the_vendors_url() throws Exception {
        try (FakeVendor login = new FakeVendor()) {
            login.on("/oauth/token", request -> host.issue());
            scene.with("oauth2-client-credentials")
                    .set("TOKEN_URL", login.url() + "/oauth/token?tenant=t-1")
                    .set("CLIENT_AUTH", "query");
            scene.restart();

            assertThat(scene.get("/jobs")).isEqualTo("[1]");

            assertThat(login.requests()).singleElement().satisfies(request -> {
                assertThat(request.query()).isEqualTo("tenant=t-1&grant_type=client_credentials&" + ID + "&" + SECRET);
                assertThat(request.header("Authorization")).isNull();
            });
        }
    }

    @Test
    void the_path_of_an_endpoint_is_one_below_the_vendors_url() throws Exception {
        scene.vendor.on("/eu/v1/token", request -> host.issue());
        scene.vendor.on("/eu/v1/jobs", request -> FakeVendor.Answer.json("[1]"));
        scene.set("URL", scene.vendor.url() + "/eu/")
                .with("oauth2-client-credentials")
                .set("TOKEN_URL", "/v1/token");
        scene.restart();

        scene.get("/v1/jobs");

        assertThat(scene.vendor.requests("/eu/v1/token")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Zoho-oauthtoken,authorization,Zoho-oauthtoken access-1",
        "x-amz-access-token:,x-amz-access-token,access-1",
        "X-Access,x-access,access-1"
    })
    void a_token_goes_where_the_scheme_says(String scheme, String header, String value) throws Exception {
        scene.vendor.on("/any", request -> FakeVendor.Answer.json("[1]"));
        scene.set("AUTH_SCHEME", scheme).with("oauth2-refresh-token");

        scene.get("/any");

        assertThat(scene.vendor.requests("/any"))
                .singleElement()
                .satisfies(request -> assertThat(request.header(header)).isEqualTo(value));
    }

    private FakeVendor.Request asked() {
        assertThat(scene.vendor.requests("/token")).hasSize(1);
        return scene.vendor.requests("/token").get(0);
    }
}
