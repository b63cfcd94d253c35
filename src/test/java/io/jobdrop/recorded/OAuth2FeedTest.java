package io.jobdrop.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests for access tokens are recorded too: nothing leaves the process, and the test needs no credentials. */
@Tag("slow")
class OAuth2FeedTest {
    private static final String FEED =
            "list: {path: /jobs}\njob: {completed: done, open: running}\ndownload: {path: '/jobs/{jobId}'}";
    private final FeedTestScene scene;

    OAuth2FeedTest(@TempDir Path folder) {
        scene = new FeedTestScene(folder);
    }

    @Test
    void a_client_is_shown_to_the_token_endpoint_and_its_token_to_the_vendor() throws Exception {
        scene.feed(FEED);

        assertThat(scene.differences("""
                        settings: {acme.auth: oauth2-client-credentials, acme.token-url: /oauth/token, acme.scope: a b}
                        requests:
                          - POST: /oauth/token
                            headers: {Content-Type: application/x-www-form-urlencoded}
                            body: grant_type=client_credentials&scope=a+b&client_id={{acme.client-id}}&client_secret={{acme.client-secret}}
                            answer: {body: {access_token: token-1, expires_in: 3600}}
                          - GET: /jobs
                            headers: {Authorization: Bearer token-1}
                            answer: {body: [{id: a, status: running}]}
                        jobs: {a: open}
                        """)).isEmpty();
    }

    @Test
    void a_refused_token_is_renewed_by_the_next_answer_of_an_endpoint_elsewhere() throws Exception {
        scene.feed(FEED);

        assertThat(scene.differences("""
                        settings:
                          acme.auth: oauth2-refresh-token
                          acme.token-url: https://accounts.acme.com/token
                          acme.client-auth: query
                        requests:
                          - POST: https://accounts.acme.com/token?grant_type=refresh_token&refresh_token={{acme.refresh-token}}&client_id={{acme.client-id}}&client_secret={{acme.client-secret}}
                            headers: {}
                            answer: {body: {access_token: token-1}}
                          - GET: /jobs
                            answer: {status: 401}
                          - POST: https://accounts.acme.com/token?grant_type=refresh_token&refresh_token={{acme.refresh-token}}&client_id={{acme.client-id}}&client_secret={{acme.client-secret}}
                            answer: {body: {access_token: token-2}}
                          - GET: /jobs
                            headers: {Authorization: Bearer token-2}
                            answer: {body: [{id: a, status: running}]}
                        jobs: {a: open}
                        """)).isEmpty();
    }

    @Test
    void a_secret_of_the_test_is_the_name_of_its_setting_also_where_it_is_percent_encoded() throws Exception {
        scene.feed(FEED);

        assertThat(scene.differences("""
                        settings:
                          acme.auth: oauth2-client-credentials
                          acme.token-url: /token
                          acme.client-auth: query
                          acme.client-id: me
                          acme.client-secret: me&+=you
                        requests:
                          - GET: /token?grant_type=client_credentials&client_id=me&client_secret={{acme.client-secret}}
                            answer: {body: {access_token: token-1}}
                          - GET: /jobs
                            answer: {body: [{id: a, status: running}]}
                        jobs: {a: open}
                        """)).isEmpty();
    }

    @Test
    void a_token_request_that_nobody_recorded_is_shown() throws Exception {
        scene.feed(FEED);

        List<String> differences =
                scene.differences("settings: {acme.auth: oauth2-client-credentials, acme.token-url: /token}\n"
                        + "requests:\n  - GET: /jobs\n    answer: {body: []}\njobs: {}\n");

        assertThat(differences)
                .anyMatch(each -> each.startsWith("poll\n  expected: no error")
                        && each.contains("no answer is recorded for POST /token"))
                .contains(
                        "request\n  expected: nothing\n  actual:   POST /token with the body"
                                + " grant_type=client_credentials&client_id={{acme.client-id}}&client_secret={{acme.client-secret}}");
    }
}
