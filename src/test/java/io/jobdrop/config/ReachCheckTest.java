package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Certificates;
import io.jobdrop.support.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check says of proxies and of files with certificates. */
@Tag("slow")
class ReachCheckTest {
    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Path key;
    private static Path expired;

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeAll
    static void issue() throws Exception {
        certificates = new Certificates(folder);
        key = certificates.issue("jobdrop");
        expired = certificates.issue("old", "-startdate", "-20d", "-validity", "10");
    }

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @Test
    void right_files_are_no_problem_in_each_of_their_forms() throws Exception {
        trust(certificates.authority(), "");
        key(key, Certificates.PASSWORD);
        assertThat(problems()).isEmpty();

        trust(certificates.authorityOnly(), Certificates.PASSWORD);
        assertThat(problems()).isEmpty();
    }

    @Test
    void a_relative_file_starts_at_the_home() throws Exception {
        Files.copy(certificates.authority(), home.resolve("ca.pem"));

        trust(Path.of("ca.pem"), "");

        assertThat(problems()).isEmpty();
        assertThat(VendorReach.of(jobdrop.read().settings(), "convertly")).isNotNull();
    }

    @Test
    void a_missing_file_is_named_with_its_setting() {
        trust(home.resolve("no.pem"), "");
        jobdrop.set("CONVERTLY_TLS_KEY_STORE", "no.p12");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment JOBDROP_TLS_TRUST_STORE: jobdrop.tls.trust-store (" + home.resolve("no.pem")
                                + ") does not exist",
                        "environment CONVERTLY_TLS_KEY_STORE: convertly.tls.key-store (" + home.resolve("no.p12")
                                + ") does not exist");
        assertThatThrownBy(() -> VendorReach.of(jobdrop.read().settings(), "convertly"))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("jobdrop.tls.trust-store (" + home.resolve("no.pem") + ") does not exist");
    }

    @Test
    void a_wrong_password_is_told_and_not_shown() {
        key(key, "wr0ng-passw0rd");

        assertThat(problems())
                .containsExactly(
                        "environment JOBDROP_TLS_KEY_STORE: jobdrop.tls.key-store (" + key + ") has another password");
    }

    @Test
    void a_store_without_a_key_and_one_of_pem_are_told() throws Exception {
        Path authority = certificates.authorityOnly();
        key(authority, Certificates.PASSWORD);
        assertThat(problems()).singleElement().asString().endsWith("(" + authority + ") holds no key");

        key(certificates.authority(), "");
        assertThat(problems()).singleElement().asString().contains("is PEM; make PKCS12 of it: openssl pkcs12 -export");
    }

    @Test
    void a_trust_store_without_an_authority_and_one_that_is_something_else_are_told() throws Exception {
        trust(key, Certificates.PASSWORD);
        assertThat(problems()).singleElement().asString().endsWith("holds no certificate of an authority");

        for (String text : List.of("", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            trust(Files.writeString(home.resolve("x"), text), "");
            assertThat(problems()).singleElement().asString().contains("(" + home.resolve("x") + ") cannot be read");
        }
        trust(home, "");
        assertThat(problems()).singleElement().asString().contains("(" + home + ") cannot be read");
    }

    @Test
    void an_expired_certificate_is_told_and_stops_nothing() {
        key(expired, Certificates.PASSWORD);

        assertThat(jobdrop.read().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.toString())
                    .matches("environment JOBDROP_TLS_KEY_STORE: jobdrop.tls.key-store \\(.*old.p12\\) holds a"
                            + " certificate that expired on \\d{4}-\\d\\d-\\d\\d");
            assertThat(problem.stops()).isFalse();
        });
    }

    @Test
    void half_of_a_user_is_told() {
        jobdrop.set("JOBDROP_PROXY_PASSWORD", "s3cret").set("CONVERTLY_PROXY_USER", "a:b");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment JOBDROP_PROXY_PASSWORD: jobdrop.proxy.password is set, and jobdrop.proxy.user is"
                                + " not",
                        "environment CONVERTLY_PROXY_USER: convertly.proxy.user 'a:b' holds a colon, which no user of a"
                                + " proxy may have");
    }

    @Test
    void equal_files_are_read_once_for_all_vendors() {
        trust(certificates.authority(), "");
        Settings settings = jobdrop.read().settings();

        TlsFiles.Store store = VendorReach.store(settings, "jobdrop.tls.trust-store");

        assertThat(settings.tlsFiles().keys(store, TlsFiles.Store.NONE))
                .isSameAs(settings.tlsFiles().keys(store, TlsFiles.Store.NONE));
        assertThat(store.toString()).doesNotContain("password");
    }

    private void trust(Path file, String password) {
        jobdrop.set("JOBDROP_TLS_TRUST_STORE", file.toString()).set("JOBDROP_TLS_TRUST_STORE_PASSWORD", password);
    }

    private void key(Path file, String password) {
        jobdrop.set("JOBDROP_TLS_KEY_STORE", file.toString()).set("JOBDROP_TLS_KEY_STORE_PASSWORD", password);
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
