package io.jobdrop.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostListTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                          | any.example      | 443
            corp.example               | corp.example     | 443
            corp.example               | a.b.corp.example | 443
            corp.example               | CORP.Example.    | 443
            .corp.example              | files.corp.example | 80
            *.corp.example             | files.corp.example | 80
            corp.example:8443          | corp.example     | 8443
            x, corp.example y          | corp.example     | 443
            10.0.0.0/8                 | 10.250.3.4       | 443
            10.16.0.0/12               | 10.31.0.1        | 443
            192.168.1.7                | 192.168.1.7      | 443
            192.168.1.7:9000           | 192.168.1.7      | 9000
            fd00::/8                   | fd12::1          | 443
            [fd00::1]                  | fd00:0:0:0:0:0:0:1 | 443
            [fd00::1]:8443             | [fd00::1]        | 8443
            m\u00fcller.example        | xn--mller-kva.example | 443
            files_1.example            | files_1.example  | 443
            """)
    void an_exclusion_holds_what_no_proxy_means_by_it(String list, String host, int port) {
        assertThat(HostList.exclusions(list).holds(host, port)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            corp.example               | notcorp.example  | 443
            corp.example               | corp.example.net | 443
            .corp.example              | notcorp.example  | 443
            corp.example:8443          | corp.example     | 443
            10.0.0.0/8                 | 11.0.0.1         | 443
            10.0.0.0/8                 | 10.example       | 443
            10.16.0.0/12               | 10.32.0.1        | 443
            0.0.0.0/0                  | ::1              | 443
            192.168.1.7                | 192.168.1.77     | 443
            1.7                        | 192.168.1.7      | 443
            ''                         | corp.example     | 443
            """)
    void and_no_other(String list, String host, int port) {
        assertThat(HostList.exclusions(list).holds(host, port)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "corp.example/8",
                "https://corp.example",
                "<local>",
                "a..b",
                "fd00::/129",
                "10.0.0.0/"
            })
    void what_is_no_exclusion_is_told(String entry) {
        assertThatThrownBy(() -> HostList.exclusions("good.example," + entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + entry + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "api.example,api.example,443,true",
        "api.example,sub.api.example,443,false",
        "api.example:8443,api.example,443,false",
        "*.api.example,sub.api.example,443,true",
        "*.api.example,api.example,443,false",
        "127.0.0.1:9000,127.0.0.1,9000,true",
        "127.0.0.1:9000,127.0.0.1,9001,false"
    })
    void a_host_that_is_meant_exactly_is_no_other(String entry, String host, int port, boolean held) {
        assertThat(HostList.exact(List.of(entry)).holds(host, port)).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,true",
        "a.localhost,true",
        "LOCALHOST.,true",
        "127.3.2.1,true",
        "::1,true",
        "[::ffff:127.0.0.1],true",
        "localhost.example,false",
        "128.0.0.1,false",
        "127.example,false"
    })
    void this_machine_is_known_without_being_asked(String host, boolean is) {
        assertThat(HostList.isLoopback(host)).isEqualTo(is);
    }
}
