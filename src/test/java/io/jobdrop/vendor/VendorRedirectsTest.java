package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects of a vendor's API: the key follows them within its origin, and never beyond. */
class VendorRedirectsTest {
    @AutoClose
    private final AccountScene scene = new AccountScene();

    VendorRedirectsTest() throws IOException {}

    @Test
    void a_key_never_leaves_the_vendors_origin() throws Exception {
        try (FakeVendor other = new FakeVendor()) {
            scene.vendor.on("/a", Faults.json("[1]"));
            other.on("/a", Answer.json("[2]"));

            assertThat(scene.get("/a")).isEqualTo("[1]");
            assertThatThrownBy(() -> scene.client.execute(new HttpGet(other.url() + "/a"), r -> ""))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a request for convertly that no route declared; nothing was sent");

            assertThat(scene.vendor.requests()).hasSize(1);
            assertThat(other.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301,/b?x=1",
        "302,b?x=1",
        "303,?x=1",
        "307,//HOST/b?x=1",
        "308,HTTP://HOST/b?x=1#top",
        "302,http://me:pw@HOST/b?x=1"
    })
    void a_redirect_within_the_origin_is_followed_with_the_key(int status, String location) throws Exception {
        String path = location.startsWith("?") ? "/a" : "/b";
        scene.vendor.on("/a", (request, wire) -> {
            boolean there = request.path().equals(path) && "x=1".equals(request.query());
            (there ? Faults.json("[1]") : Faults.redirect(status, location.replace("HOST", scene.vendor.host())))
                    .send(request, wire);
        });
        scene.vendor.on("/b", Faults.json("[1]"));

        assertThat(scene.get("/a?page=1")).isEqualTo("[1]");

        FakeVendor.Request last = scene.vendor.requests().get(1);
        assertThat(last.path()).isEqualTo(path);
        assertThat(last.query()).isEqualTo("x=1");
        assertThat(last.header("Authorization")).isEqualTo("Bearer sk-key");
        assertThat(last.header("Accept")).isEqualTo("application/json");
    }

    @Test
    void a_redirect_keeps_its_connection_and_goes_on_five_times_at_the_most() throws Exception {
        for (int i = 0; i < 6; i++) {
            String next = "/" + (i + 1);
            scene.vendor.on("/" + i, Faults.redirect(302, next));
        }
        scene.vendor.on("/6", Faults.json("[6]"));

        assertThat(scene.get("/1")).isEqualTo("[6]");
        assertThatThrownBy(() -> scene.get("/0"))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("convertly redirects more than 5 times");
    }

    @Test
    void a_redirect_to_another_origin_is_refused_and_says_which() throws Exception {
        try (FakeVendor other = new FakeVendor()) {
            scene.vendor.on("/a", Faults.redirect(302, other.url() + "/b?token=t0p"));

            assertThatThrownBy(() -> scene.get("/a"))
                    .isInstanceOf(Held.class)
                    .hasMessageContaining(
                            "answered 302 and redirects from " + scene.vendor.url() + " to " + other.url())
                    .hasMessageContaining("nothing was requested there")
                    .hasMessageNotContaining("t0p");

            assertThat(other.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:PORT/b", "http://localhost:PORT/b", "http://127.0.0.1/b"})
    void another_scheme_host_or_port_is_another_origin(String location) {
        String port = scene.vendor.host().substring(scene.vendor.host().indexOf(':') + 1);
        scene.vendor.on("/a", Faults.redirect(308, location.replace("PORT", port)));

        assertThatThrownBy(() -> scene.get("/a"))
                .isInstanceOf(Held.class)
                .hasMessageContaining("which does not get the key");

        assertThat(scene.vendor.requests()).hasSize(1);
    }

    @Test
    void a_redirect_to_nowhere_says_so() {
        scene.vendor.on("/none", Faults.status(302));
        scene.vendor.on("/two", Faults.status(302, "Location", "/a", "Location", "/b"));
        scene.vendor.on("/bad", Faults.redirect(302, "http://[::bad"));
        scene.vendor.on("/mail", Faults.redirect(302, "mailto:a@example.com"));

        assertThatThrownBy(() -> scene.get("/none")).hasMessageContaining("answered 302 with 0 Location headers");
        assertThatThrownBy(() -> scene.get("/two")).hasMessageContaining("answered 302 with 2 Location headers");
        assertThatThrownBy(() -> scene.get("/bad")).hasMessageContaining("with a Location that is no URL of a host");
        assertThatThrownBy(() -> scene.get("/mail")).hasMessageContaining("with a Location that is no URL of a host");
    }
}
