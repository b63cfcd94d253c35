package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Faults;
import io.jobdrop.support.TestProxy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether {@code check --connect} reaches the vendors, and what it tells them. */
@Tag("slow")
class CheckConnectTest {
    @AutoClose
    private final JobdropHome home;

    CheckConnectTest(@TempDir Path folder) throws IOException {
        home = new JobdropHome(folder);
        home.vendor.on("/", Faults.status(401));
    }

    @Test
    void a_vendor_is_asked_without_its_key_and_any_status_will_do() {
        assertThat(home.run("check", "--connect")).isZero();

        assertThat(home.out())
                .contains(
                        "convertly: " + home.vendor.url() + " is there; it answered 401 to a request without the key");
        assertThat(home.vendor.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.headers()).doesNotContainKeys("Authorization", "x-api-key"));
    }

    @Test
    void without_the_option_nobody_is_asked() {
        assertThat(home.run("check")).isZero();

        assertThat(home.vendor.requests()).isEmpty();
    }

    @Test
    void a_vendor_behind_a_proxy_is_asked_by_it_and_the_proxy_is_named() throws Exception {
        try (TestProxy proxy = new TestProxy("user", "s3cret-pw")) {
            home.environment.put("JOBDROP_PROXY_URL", proxy.address().toString());
            home.environment.put("JOBDROP_PROXY_EXCLUDE", "none");
            home.environment.put("JOBDROP_PROXY_USER", "user");
            home.environment.put("JOBDROP_PROXY_PASSWORD", "s3cret-pw");

            assertThat(home.run("check", "--connect")).isZero();
            assertThat(home.out())
                    .contains(" is there by the proxy " + proxy.address().getAuthority() + " (jobdrop.proxy.url);");
            assertThat(proxy.passed()).hasSize(1);

            home.environment.put("JOBDROP_PROXY_PASSWORD", "s3cret-no");

            assertThat(home.run("check", "--connect")).isEqualTo(2);
            assertThat(home.err())
                    .contains(
                            "convertly cannot be reached: the proxy "
                                    + proxy.address().getAuthority(),
                            ": 407 ",
                            "check jobdrop.proxy.user and jobdrop.proxy.password");
        }
    }

    @Test
    void a_vendor_that_is_not_there_is_told() {
        home.vendor.close();

        assertThat(home.run("check", "--connect")).isEqualTo(2);
        assertThat(home.err()).contains("convertly cannot be reached: ", "Connection refused");
    }
}
