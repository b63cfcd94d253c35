package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard where a proxy resolves names: what it knows from the name alone. */
class LocalNamesTest {
    private final AddressGuard guard = new AddressGuard(List.of("files.corp", "*.lan", "10.0.0.1:9000"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0x7f.1",
                "0177.0.0.1",
                "2130706433",
                "0",
                "169.254.169.254",
                "10.0.0.1",
                "[::1]",
                "[::ffff:10.0.0.1]",
                "[fd00:ec2::254]",
                "[64:ff9b::a00:1]",
                "localhost",
                "LOCALHOST.",
                "a.localhost",
                "l\u004fcalh\u00f6st",
                "intranet",
                "metadata",
                "metadata.google.internal",
                "instance-data.ec2.internal",
                "printer.local",
                "nas.home.arpa",
                "xfiles.corp",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "%6cocalhost"
            })
    void what_is_no_public_host_is_not_asked_for_at_a_proxy(String host) {
        assertThatThrownBy(() -> guard.requirePublic(host, 443))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("the result host " + host + " is a ")
                .hasMessageEndingWith("If it is meant, name it in jobdrop.download.allow-hosts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "[2606:4700::1111]",
                "files.vendor.com",
                "localhost.vendor.com",
                "internal.vendor.com",
                "files.corp",
                "a.lan",
                "b\u00fccher.example"
            })
    void a_public_host_is_and_so_is_one_that_the_settings_name(String host) {
        assertThatCode(() -> guard.requirePublic(host, 443)).doesNotThrowAnyException();
        assertThatCode(() -> guard.requirePublic("10.0.0.1", 9000)).doesNotThrowAnyException();
    }
}
