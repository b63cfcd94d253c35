package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts may get a vendor's key. */
class OwnHostsTest {
    @AutoClose
    private final AccountScene scene = new AccountScene();

    OwnHostsTest() throws IOException {
        scene.set("URL", "https://api.acme.com/v2")
                .set("HOSTS", "files.acme.com, FILES2.acme.com:8443, [2001:db8::1], 127.0.0.1:9001, bücher.example")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "intranet.acme.com")
                .restart();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.acme.com/elsewhere",
                "HTTPS://API.acme.com:443/",
                "https://files.acme.com/a?b=c",
                "https://files.acme.com./a",
                "https://files.acme.com:443/a",
                "https://files2.ACME.com:8443/",
                "https://[2001:db8:0::1]/",
                "https://127.0.0.1:9001/",
                "http://127.0.0.1:9001/",
                "https://xn--bcher-kva.example/"
            })
    void the_origin_of_the_url_and_the_named_hosts_are_the_vendors_own(String url) {
        assertThat(scene.credentials.isOwn(URI.create(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.acme.com/",
                "https://api.acme.com:8443/",
                "http://files.acme.com/",
                "https://files.acme.com:8443/",
                "https://files2.acme.com/",
                "https://acme.com/",
                "https://x.files.acme.com/",
                "https://files.acme.com.evil.com/",
                "https://files.acme.com@evil.com/",
                "https://127.0.0.1/",
                "http://intranet.acme.com/",
                "ftp://files.acme.com/",
                "mailto:a@files.acme.com",
                "data:,files.acme.com",
                "/path",
                "//files.acme.com/"
            })
    void every_other_host_is_not(String url) {
        assertThat(scene.credentials.isOwn(URI.create(url))).isFalse();
    }

    @Test
    void plain_http_is_for_hosts_that_are_trusted_with_it() {
        scene.set("HOSTS", "intranet.acme.com").restart();

        assertThat(scene.credentials.isOwn(URI.create("http://intranet.acme.com/a")))
                .isTrue();
        assertThat(scene.credentials.isOwn(URI.create("http://intranet.acme.com:81/a")))
                .isFalse();
    }

    @Test
    void a_request_to_another_host_gets_no_key() {
        HttpGet request = new HttpGet("https://evil.com/a");

        assertThatThrownBy(() -> scene.credentials.addTo(request, "Bearer"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a request for convertly was about to carry its key elsewhere");

        assertThat(request.getHeaders()).isEmpty();
    }

    @Test
    void a_request_to_a_named_host_gets_the_key_in_the_feeds_scheme_unless_the_setting_names_one() throws Exception {
        HttpGet request = new HttpGet("https://files.acme.com/a");
        scene.credentials.addTo(request, "Token");
        assertThat(request.getHeader("Authorization").getValue()).isEqualTo("Bearer sk-key");

        scene.set("AUTH_SCHEME", "X-Key:").restart();
        scene.credentials.addTo(request, "Token");
        assertThat(request.getHeader("X-Key").getValue()).isEqualTo("sk-key");
    }
}
