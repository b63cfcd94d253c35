package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.http.Proxy;
import io.jobdrop.http.Reach;
import io.jobdrop.support.Installation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy a vendor has, and with which user. */
class VendorReachTest {
    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key").set("USERPILOT_TOKEN", "key");
    }

    @Test
    void without_settings_and_without_the_environment_there_is_none() {
        jobdrop.set("HTTP_PROXY", "http://other:1")
                .set("http_proxy", "http://other:1")
                .set("ALL_PROXY", "x");

        assertThat(reach("convertly").proxy()).isNull();
    }

    @Test
    void a_vendors_own_proxy_wins_and_never_gets_the_password_of_the_other() {
        jobdrop.set("JOBDROP_PROXY_URL", "http://all:3128")
                .set("JOBDROP_PROXY_USER", "u")
                .set("JOBDROP_PROXY_PASSWORD", "p")
                .set("CONVERTLY_PROXY_URL", "http://[fd00::1]");

        assertThat(proxy("userpilot"))
                .extracting(Proxy::setting, Proxy::host, Proxy::port, Proxy::user, Proxy::password)
                .containsExactly("jobdrop.proxy.url", "all", 3128, "u", "p");
        assertThat(proxy("convertly"))
                .extracting(Proxy::setting, Proxy::host, Proxy::port, Proxy::user, Proxy::password)
                .containsExactly("convertly.proxy.url", "fd00::1", 80, null, "");
    }

    @Test
    void a_vendor_may_have_a_user_of_its_own_at_the_proxy_of_all() {
        jobdrop.set("JOBDROP_PROXY_URL", "http://all:3128")
                .set("JOBDROP_PROXY_USER", "u")
                .set("JOBDROP_PROXY_PASSWORD", "p")
                .set("CONVERTLY_PROXY_USER", "v");

        assertThat(proxy("convertly"))
                .extracting(Proxy::host, Proxy::user, Proxy::password)
                .containsExactly("all", "v", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none"})
    void a_vendor_may_have_none(String value) {
        jobdrop.set("HTTPS_PROXY", "http://all:3128").set("CONVERTLY_PROXY_URL", value);

        assertThat(reach("convertly").proxy()).isNull();
        assertThat(proxy("userpilot").host()).isEqualTo("all");
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy:3128,proxy,3128,,",
        "http://proxy:3128/,proxy,3128,,",
        "proxy:3128,proxy,3128,,",
        "http://proxy,proxy,80,,",
        "http://u:p%40ss%3A+@proxy:3128,proxy,3128,u,p@ss:+",
        "http://u@proxy:3128,proxy,3128,u,''",
        "http://[::1]:3128,::1,3128,,",
        "http://my_proxy:3128,my_proxy,3128,,"
    })
    void the_environments_proxy_is_read_as_other_programs_do(
            String url, String host, int port, @Nullable String user, @Nullable String password) {
        jobdrop.set("HTTPS_PROXY", url);

        assertThat(jobdrop.read().problems()).isEmpty();
        assertThat(proxy("convertly"))
                .extracting(Proxy::host, Proxy::port, Proxy::user)
                .containsExactly(host, port, user);
        assertThat(proxy("convertly").password()).isEqualTo(password == null ? "" : password);
    }

    @Test
    void a_proxy_in_the_settings_wins_over_the_environments_and_does_not_get_its_user() {
        jobdrop.set("HTTPS_PROXY", "http://u:p@env:1").set("JOBDROP_PROXY_URL", "http://own:2");

        assertThat(proxy("convertly")).extracting(Proxy::host, Proxy::user).containsExactly("own", null);

        jobdrop.set("JOBDROP_PROXY_URL", "none");

        assertThat(reach("convertly").proxy()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"socks5://proxy:1080", "https://proxy:3128", "http://u:s3cret@proxy:3128/path", "http://", "a b"
            })
    void a_proxy_of_the_environment_that_we_do_not_know_is_told_without_its_password(String url) {
        jobdrop.set("HTTPS_PROXY", url);

        assertThat(jobdrop.read().problems())
                .singleElement()
                .asString()
                .startsWith("environment HTTPS_PROXY: jobdrop.proxy.url: '")
                .contains("is no proxy such as http://proxy:3128, and not none")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy:3128", "http://u:s3cret@proxy:3128", "https://proxy", "http://proxy:x"})
    void a_proxy_of_the_settings_has_one_form(String url) {
        jobdrop.set("CONVERTLY_PROXY_URL", url);

        assertThat(jobdrop.read().problems())
                .singleElement()
                .asString()
                .startsWith("environment CONVERTLY_PROXY_URL: convertly.proxy.url: '")
                .doesNotContain("s3cret");
    }

    @Test
    void no_proxy_counts_with_either_proxy_and_what_others_mean_by_it_does_no_harm() {
        jobdrop.set("JOBDROP_PROXY_URL", "http://all:3128").set("no_proxy", "<local>, .corp.example,10.0.0.0/8");

        assertThat(jobdrop.read().problems()).isEmpty();
        assertThat(reach("convertly").isByProxy("files.corp.example", 443)).isFalse();
        assertThat(reach("convertly").isByProxy("files.example", 443)).isTrue();

        jobdrop.set("CONVERTLY_PROXY_EXCLUDE", "files.example");

        assertThat(reach("convertly").isByProxy("files.corp.example", 443)).isTrue();
        assertThat(reach("convertly").isByProxy("files.example", 443)).isFalse();
        assertThat(reach("userpilot").isByProxy("files.corp.example", 443)).isFalse();
    }

    @Test
    void this_machine_is_reached_directly_unless_nothing_is_excluded() {
        jobdrop.set("JOBDROP_PROXY_URL", "http://all:3128").set("JOBDROP_PROXY_EXCLUDE", "corp.example");

        assertThat(reach("convertly").isByProxy("127.0.0.1", 443)).isFalse();
        assertThat(reach("convertly").isByProxy("localhost", 443)).isFalse();

        jobdrop.set("JOBDROP_PROXY_EXCLUDE", "none");

        assertThat(reach("convertly").isByProxy("127.0.0.1", 443)).isTrue();
    }

    @Test
    void a_wrong_exclusion_of_the_settings_is_told() {
        jobdrop.set("JOBDROP_PROXY_EXCLUDE", "a.example,10.0.0.0/99");

        assertThat(jobdrop.read().problems())
                .singleElement()
                .hasToString("environment JOBDROP_PROXY_EXCLUDE: jobdrop.proxy.exclude: '10.0.0.0/99' is none of host,"
                        + " .domain, address, address/bits, each with or without :port");
    }

    private Proxy proxy(String vendor) {
        Proxy proxy = reach(vendor).proxy();
        assertThat(proxy).isNotNull();
        return proxy;
    }

    private Reach reach(String vendor) {
        return VendorReach.of(jobdrop.read().settings(), vendor);
    }
}
