package io.jobdrop.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.S3Server;
import io.jobdrop.support.SelfSigned;
import io.jobdrop.support.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Certificates and proxies: each setting of the connection does what it says. */
@Tag("slow")
class S3ConnectionTest {
    private final S3Server server = S3Server.s3proxy();
    private final ConnectionScene scene = new ConnectionScene(server);

    @TempDir
    Path folder;

    @Test
    void a_certificate_given_as_pem_is_trusted() {
        scene.set("endpoint", server.secureEndpoint())
                .set("trust-store", server.certificate().pem())
                .put("a");

        assertThat(server.keys(scene.bucket)).containsExactly("a");
    }

    @Test
    void a_certificate_given_as_pkcs12_with_its_password_is_trusted() {
        scene.set("endpoint", server.secureEndpoint())
                .set("trust-store", server.certificate().trustStore())
                .set("trust-store-password", SelfSigned.PASSWORD)
                .put("a");

        assertThat(server.keys(scene.bucket)).containsExactly("a");
    }

    @Test
    void a_certificate_that_nobody_trusts_is_refused() {
        scene.set("endpoint", server.secureEndpoint());

        assertThatThrownBy(() -> scene.put("a"))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("PKIX");
        assertThat(server.keys(scene.bucket)).isEmpty();
    }

    @Test
    void a_wrong_password_of_the_trust_store_is_told_without_it() {
        scene.set("trust-store", server.certificate().trustStore()).set("trust-store-password", "wr0ng");

        assertThatThrownBy(scene::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "jobdrop.drop.s3.trust-store (" + server.certificate().trustStore())
                .hasMessageContaining("password was incorrect")
                .hasMessageNotContaining("wr0ng");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no certificate",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            })
    void a_file_without_certificates_is_told(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("trust"), content);

        assertThatThrownBy(scene.set("trust-store", file)::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "jobdrop.drop.s3.trust-store (" + file + ") cannot be read as PEM, PKCS12 or JKS: ");
    }

    @Test
    void a_trust_store_that_is_missing_is_told() {
        assertThatThrownBy(scene.set("trust-store", folder.resolve("none"))::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(folder.resolve("none") + ") cannot be read");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_proxy_is_used_with_user_and_password(boolean secure) throws IOException {
        try (TestProxy proxy = new TestProxy("me", "pr0xy")) {
            scene.set("endpoint", secure ? server.secureEndpoint() : server.endpoint())
                    .set("trust-store", server.certificate().pem())
                    .set("proxy", proxy.address())
                    .set("proxy-user", "me")
                    .set("proxy-password", "pr0xy");
            scene.put("a");
            scene.upload("b");

            String place = (secure ? server.secureEndpoint() : server.endpoint()).getAuthority();
            assertThat(proxy.passed()).isNotEmpty().allMatch(line -> line.contains(place));
            assertThat(server.keys(scene.bucket)).containsExactly("a");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_proxy_is_used_without_a_user(boolean secure) throws IOException {
        try (TestProxy proxy = new TestProxy()) {
            scene.set("endpoint", secure ? server.secureEndpoint() : server.endpoint())
                    .set("trust-store", server.certificate().pem())
                    .set("proxy", proxy.address())
                    .put("a");

            assertThat(proxy.passed()).isNotEmpty();
            assertThat(server.keys(scene.bucket)).containsExactly("a");
        }
    }

    @Test
    void a_proxy_that_refuses_stops_everything() throws IOException {
        try (TestProxy proxy = new TestProxy("me", "pr0xy")) {
            scene.set("proxy", proxy.address()).set("proxy-user", "me").set("proxy-password", "wrong");

            assertThatThrownBy(() -> scene.put("a")).hasMessageContaining("407");
            assertThat(server.keys(scene.bucket)).isEmpty();
        }
    }
}
