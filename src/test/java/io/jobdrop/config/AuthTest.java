package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that belong to each way in which an account proves who it is. */
class AuthTest {
    private static final String CLIENT = "oauth2-client-credentials";
    private static final String REFRESH = "oauth2-refresh-token";

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home);
    }

    @Test
    void a_feed_is_active_and_right_when_its_vendor_has_a_client_and_needs_no_token() {
        client(CLIENT);

        assertThat(problems()).isEmpty();
        assertThat(jobdrop.read().active()).extracting(FeedFile::name).containsExactly("convertly-jobs");
    }

    @Test
    void a_feed_is_active_and_right_when_its_vendor_has_a_refresh_token_or_a_file_of_one() throws IOException {
        client(REFRESH).set("CONVERTLY_REFRESH_TOKEN", "r-1");
        assertThat(problems()).isEmpty();

        jobdrop.set("CONVERTLY_REFRESH_TOKEN", "").set("CONVERTLY_REFRESH_TOKEN_FILE", "refresh");
        assertThat(problems()).singleElement().asString().contains("needs convertly.refresh-token, since");

        Files.writeString(home.resolve("refresh"), "r-1");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "oauth2-client-credentials,TOKEN_URL,token-url",
        "oauth2-client-credentials,CLIENT_ID,client-id",
        "oauth2-client-credentials,CLIENT_SECRET,client-secret",
        "oauth2-refresh-token,REFRESH_TOKEN,refresh-token",
        "oauth2-refresh-token,CLIENT_SECRET,client-secret"
    })
    void what_belongs_to_it_is_missed_by_its_name(String auth, String variable, String suffix) {
        client(auth);
        if (auth.equals(REFRESH)) {
            jobdrop.set("CONVERTLY_REFRESH_TOKEN", "r-1");
        }
        jobdrop.set("CONVERTLY_" + variable, "");

        assertThat(problems())
                .singleElement()
                .asString()
                .endsWith("feed 'convertly-jobs' needs convertly." + suffix + ", since convertly.auth is " + auth
                        + "; set it, or the environment variable CONVERTLY_" + variable);
    }

    @Test
    void a_public_client_has_no_secret() {
        client(CLIENT).set("CONVERTLY_CLIENT_AUTH", "none");
        assertThat(problems()).singleElement().asString().contains("convertly.client-secret does nothing");

        jobdrop.set("CONVERTLY_CLIENT_SECRET", "");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "key,TOKEN_URL,/token,token-url",
        "key,CLIENT_SECRET,secret,client-secret",
        "key,SCOPE,all,scope",
        "oauth2-client-credentials,TOKEN,a-key,token",
        "oauth2-client-credentials,REFRESH_TOKEN,r-1,refresh-token",
        "oauth2-client-credentials,REFRESH_TOKEN_FILE,r,refresh-token-file",
        "oauth2-refresh-token,TOKEN,a-key,token"
    })
    void what_belongs_to_another_one_does_nothing(String auth, String variable, String value, String suffix) {
        if (auth.equals("key")) {
            jobdrop.set("CONVERTLY_TOKEN", "a-key");
        } else {
            client(auth);
        }
        if (auth.equals(REFRESH)) {
            jobdrop.set("CONVERTLY_REFRESH_TOKEN", "r-1");
        }
        jobdrop.set("CONVERTLY_" + variable, value);

        assertThat(problems())
                .containsExactly("environment CONVERTLY_" + variable + ": convertly." + suffix
                        + " does nothing: convertly.auth is " + auth);
        assertThat(jobdrop.read().obstacles()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH,oauth2,none of key",
        "CLIENT_AUTH,header,none of form",
        "TOKEN_METHOD,PUT,none of GET",
        "TOKEN_URL,oauth/token,neither a path",
        "TOKEN_URL,//login.acme.com/token,neither a path",
        "TOKEN_URL,ftp://login.acme.com/token,neither a path",
        "TOKEN_URL,https://me@login.acme.com/token,neither a path",
        "TOKEN_URL,https:/token,neither a path",
        "TOKEN_URL,/to ken,no address",
        "HOSTS,*.acme.com,wildcard",
        "HOSTS,https://files.acme.com,is none of host"
    })
    void a_wrong_value_is_found(String variable, String value, String problem) {
        client(CLIENT).set("CONVERTLY_" + variable, value);

        assertThat(problems())
                .anyMatch(text -> text.startsWith("environment CONVERTLY_" + variable) && text.contains(problem));
    }

    @Test
    void the_query_of_a_token_url_is_shown_nowhere() {
        client(CLIENT).set("CONVERTLY_TOKEN_URL", "http://login.acme.com/to ken?api_key=q-s3cret&x=y");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("login.acme.com")
                .doesNotContain("q-s3cret");

        jobdrop.set("CONVERTLY_TOKEN_URL", "http://login.acme.com/token?api_key=q-s3cret&grant=client_credentials");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("would send the client's secret unencrypted; write https")
                .doesNotContain("q-s3cret");
        Settings settings = jobdrop.read().settings();
        assertThat(settings.redact("q-s3cret of client_credentials")).isEqualTo("*** of client_credentials");
        assertThat(settings.forRoutes().toString()).doesNotContain("q-s3cret");

        jobdrop.set("CONVERTLY_TOKEN_URL", "/token?api_key=q-s3cret");
        assertThat(jobdrop.read().settings().redact("q-s3cret")).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9/token", "http://login.acme.com/token", "/token", "https://login/token"})
    void a_token_url_without_encryption_is_for_hosts_that_are_trusted(String url) {
        client(CLIENT).set("CONVERTLY_TOKEN_URL", url).set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "login.acme.com");

        assertThat(problems()).isEmpty();
    }

    @Test
    void secrets_are_held_against_the_rules_of_a_key_and_shown_nowhere() {
        client(REFRESH).set("CONVERTLY_CLIENT_SECRET", "\"s3cret\"").set("CONVERTLY_REFRESH_TOKEN", "r3fresh r");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment CONVERTLY_CLIENT_SECRET: convertly.client-secret begins or ends with a quote; write the"
                                + " key without quotes",
                        "environment CONVERTLY_REFRESH_TOKEN: convertly.refresh-token holds a blank or a line break; write"
                                + " the key alone");
        assertThat(jobdrop.read().settings().redact("\"s3cret\" and r3fresh r")).isEqualTo("*** and ***");
        assertThat(jobdrop.read().settings().forRoutes().toString()).doesNotContain("s3cret", "r3fresh");
    }

    @Test
    void what_cannot_be_resolved_hides_nothing_else() {
        client("{{env:NOT_THERE}}").set("CONVERTLY_RATE", "fast");

        assertThat(problems())
                .anyMatch(text -> text.contains("convertly.auth cannot be resolved"))
                .anyMatch(text -> text.contains("convertly.rate"));
    }

    @Test
    void the_sandbox_needs_no_client() throws IOException {
        client(CLIENT).set("CONVERTLY_HOSTS", "files.acme.com");
        try (io.jobdrop.sandbox.Sandbox sandbox = io.jobdrop.sandbox.Sandbox.start()) {
            Settings settings = jobdrop.read().settings().with(sandbox.settings(), "the sandbox");

            assertThat(Auth.of(settings, "convertly")).isEqualTo(Auth.KEY);
            assertThat(settings.list("convertly.hosts")).isEmpty();
        }
    }

    private Installation client(String auth) {
        return jobdrop.set("CONVERTLY_AUTH", auth)
                .set("CONVERTLY_TOKEN_URL", "/token")
                .set("CONVERTLY_CLIENT_ID", "app-1")
                .set("CONVERTLY_CLIENT_SECRET", "s3cret");
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
