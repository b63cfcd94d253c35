package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a key goes: a header of its own, or a scheme of the Authorization header. */
class AuthSchemeTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({
        "Bearer,Authorization,Bearer KEY",
        "Zoho-oauthtoken,Authorization,Zoho-oauthtoken KEY",
        "Api-Key,Authorization,Api-Key KEY",
        "xyz-auth,Authorization,xyz-auth KEY",
        "'',Authorization,Bearer KEY",
        "X-Api-Key:,X-Api-Key,KEY",
        "Api-Key:,Api-Key,KEY",
        "token:,token,KEY",
        "api_key:,api_key,KEY",
        "x-api-key,x-api-key,KEY",
        "X-Shopify-Access-Token,X-Shopify-Access-Token,KEY"
    })
    void a_colon_or_x_makes_a_header_and_anything_else_a_scheme(String value, String header, String content) {
        AuthScheme scheme = AuthScheme.of(value);

        assertThat(scheme.header()).isEqualTo(header);
        assertThat(scheme.with("KEY")).isEqualTo(content);
        assertThat(scheme.keyIn(content)).isEqualTo("KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zoho-oauthtoken", "X-Api-Key:", "x-api-key", "api_key:"})
    void either_is_a_setting(String value) {
        assertThat(new Installation(home)
                        .set("CONVERTLY_TOKEN", "key")
                        .set("CONVERTLY_AUTH_SCHEME", value)
                        .read()
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer KEY", "X-Api-Key: KEY", ":", "a:b", "Bearer::"})
    void what_is_neither_is_refused(String value) {
        assertThat(new Installation(home)
                        .set("CONVERTLY_TOKEN", "key")
                        .set("CONVERTLY_AUTH_SCHEME", value)
                        .read()
                        .problems())
                .singleElement()
                .asString()
                .contains("is neither a scheme such as Bearer, nor the name of a header with a colon at its end");
    }
}
