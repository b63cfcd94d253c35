package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.download.AddressGuard.Verdict;
import io.jobdrop.job.Held;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.impl.InMemoryDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private final AddressGuard guard = new AddressGuard(List.of("files.corp", "127.0.0.1:9000", "*.lan", "[::1]:9000"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,LOOPBACK",
        "127.0.0.2,LOOPBACK",
        "::1,LOOPBACK",
        "::ffff:127.0.0.1,LOOPBACK",
        "10.1.2.3,PRIVATE",
        "172.16.0.1,PRIVATE",
        "172.31.255.255,PRIVATE",
        "192.168.1.1,PRIVATE",
        "100.64.0.1,PRIVATE",
        "100.127.255.255,PRIVATE",
        "fd00::1,PRIVATE",
        "169.254.169.254,LINK_LOCAL",
        "fe80::1,LINK_LOCAL",
        "0.0.0.0,NOT_GLOBAL",
        "::,NOT_GLOBAL",
        "192.0.2.1,NOT_GLOBAL",
        "198.18.0.1,NOT_GLOBAL",
        "198.51.100.7,NOT_GLOBAL",
        "203.0.113.9,NOT_GLOBAL",
        "224.0.0.1,NOT_GLOBAL",
        "255.255.255.255,NOT_GLOBAL",
        "240.0.0.1,NOT_GLOBAL",
        "64:ff9b::a00:1,NOT_GLOBAL",
        "2002:a00:1::,NOT_GLOBAL",
        "2001:0:a00:1::,NOT_GLOBAL",
        "2001:db8::1,NOT_GLOBAL",
        "ff02::1,NOT_GLOBAL",
        "::a00:1,NOT_GLOBAL",
        "192.88.99.1,NOT_GLOBAL"
    })
    void addresses_that_are_not_public_are_refused(String address, Verdict verdict) throws Exception {
        assertThat(guard.judge(InetAddress.getByName(address))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8.8.8.8", "52.216.0.1", "172.32.0.1", "100.128.0.1", "11.0.0.1", "2606:4700::1111", "2a00::1"})
    void public_addresses_are_allowed(String address) throws Exception {
        assertThat(guard.judge(InetAddress.getByName(address))).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void only_the_named_hosts_are_excepted() {
        assertThat(guard.isNamed("files.corp", 443)).isTrue();
        assertThat(guard.isNamed("FILES.corp", 80)).isTrue();
        assertThat(guard.isNamed("xfiles.corp", 443)).isFalse();
        assertThat(guard.isNamed("127.0.0.1", 9000)).isTrue();
        assertThat(guard.isNamed("127.0.0.1", 9001)).isFalse();
        assertThat(guard.isNamed("a.lan", 443)).isTrue();
        assertThat(guard.isNamed(".lan", 443)).isFalse();
        assertThat(guard.isNamed("lan", 443)).isFalse();
        assertThat(guard.isNamed("::1", 9000)).isTrue();
        assertThat(guard.isNamed("[::1]", 9000)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "FILES.Corp.,443,true",
        "f%69les.corp,443,true",
        "0x7f.1,9000,true",
        "0177.0.0.1,9000,true",
        "2130706433,9001,false",
        "[0:0::1],9000,true",
        "[::ffff:127.0.0.1],9000,true",
        "b\u00fccher.lan,443,true",
        "xn--bcher-kva.example,443,true",
        "B\u00dcCHER.example,443,true",
        "bucher.example,443,false",
        "a.m\u00fcnchen.example,80,true",
        "..,443,false",
        "files.corp:443,443,false"
    })
    void a_named_host_is_known_however_it_is_written(String host, int port, boolean known) {
        AddressGuard spelled = new AddressGuard(List.of(
                "files.corp",
                "127.0.0.1:9000",
                "*.lan",
                "[::1]:9000",
                "B\u00fccher.example",
                "*.M\u00fcnchen.example"));

        assertThat(spelled.isNamed(host, port)).isEqualTo(known);
    }

    @Test
    void a_name_with_one_address_that_is_not_public_is_refused() throws Exception {
        InMemoryDnsResolver names = new InMemoryDnsResolver();
        names.add("both.example", InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1"));
        names.add("good.example", InetAddress.getByName("8.8.8.8"));
        names.add("files.corp", InetAddress.getByName("10.0.0.1"));
        GuardedResolver resolver = new GuardedResolver(guard, names);

        assertThatThrownBy(() -> resolver.resolve("both.example", 443))
                .isInstanceOf(Held.class)
                .hasMessageContaining("the result host both.example has the private address 10.0.0.1");
        assertThat(resolver.resolve("good.example", 443)).hasSize(1);
        assertThat(resolver.resolve("files.corp", 443)).hasSize(1);
        assertThatThrownBy(() -> resolver.resolve("nowhere.example", 443)).isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f.1", "127.1", "127.0.0.1", "0"})
    void literal_addresses_are_judged_however_they_are_written(String host) {
        GuardedResolver resolver = new GuardedResolver(guard);

        assertThatThrownBy(() -> resolver.resolve(host, 443)).isInstanceOfAny(Held.class, UnknownHostException.class);
    }
}
