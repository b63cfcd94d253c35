package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "Example.COM,example.com",
        "example.com.,example.com",
        "ex%61mple.com,example.com",
        "a_b.example,a_b.example",
        "-a.example-,-a.example-",
        "b\u00fccher.example,xn--bcher-kva.example",
        "B\u00dcCHER.example,xn--bcher-kva.example",
        "b%C3%BCcher.example,xn--bcher-kva.example",
        "b\u00fccher\u3002example,xn--bcher-kva.example",
        "\uff11\uff12\uff17.1,127.0.0.1",
        "127.0.0.1,127.0.0.1",
        "127.0.0.1.,127.0.0.1",
        "127.1,127.0.0.1",
        "127.0.1,127.0.0.1",
        "2130706433,127.0.0.1",
        "0x7f.1,127.0.0.1",
        "0X7F000001,127.0.0.1",
        "0177.0.0.1,127.0.0.1",
        "017700000001,127.0.0.1",
        "0x.0x.0,0.0.0.0",
        "0,0.0.0.0",
        "4294967295,255.255.255.255",
        "1.0xffffff,1.255.255.255",
        "1.2.3.4a,1.2.3.4a",
        "[::1],[0:0:0:0:0:0:0:1]",
        "::1,[0:0:0:0:0:0:0:1]",
        "[2001:DB8::A],[2001:db8:0:0:0:0:0:a]",
        "[::ffff:10.0.0.1],10.0.0.1",
        "[::ffff:a00:1],10.0.0.1"
    })
    void a_host_has_one_spelling(String host, String spelled) {
        assertThat(HostName.canonical(host)).isEqualTo(spelled);
        assertThat(HostName.canonical(spelled)).isEqualTo(spelled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                ".a",
                "a b",
                "a%20b",
                "a%2fb",
                "a%zz",
                "a%",
                "a%ff",
                "a@b",
                "a\\b",
                "a<b",
                "a\u0000b",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.256.1.1",
                "1.2.3.256",
                "4294967296",
                "08.1.1.1",
                "foo.0x1",
                "foo.1",
                "0x1ffffffffffffffffffffffff",
                "[::1",
                "[1.2.3.4]",
                "[fe80::1%25eth0]",
                "[::g]",
                "[]",
                "a:b",
                "stra\u00dfe.example"
            })
    void what_no_browser_reads_in_one_way_is_no_host(String host) {
        assertThatThrownBy(() -> HostName.canonical(host)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_very_long_name_is_no_host() {
        assertThatThrownBy(() -> HostName.canonical("a.".repeat(200) + "example"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
