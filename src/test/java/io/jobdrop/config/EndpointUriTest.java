package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUriTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "sftp://me:pw@host:22/dir/?a=b, sftp://host:22/dir",
                "sftp://me@host/dir?password=RAW(a&b?c=d), sftp://host/dir",
                "sftp:me:p@ss@host/dir, sftp:host/dir",
                "sftp://me:p%40@[::1]:22/dir@home, sftp://[::1]:22/dir@home",
                "file:/, file:/",
                "file:/srv/out, file:/srv/out",
                "jms://queue:results?username=me@home, jms://queue:results",
                "jms:queue:results?connectionFactory=#f, jms:queue:results",
                "azure-storage-blob:account/box?accessKey=x, azure-storage-blob:account/box"
            })
    void people_see_neither_user_nor_password_nor_options(String uri, String shown) {
        assertThat(EndpointUri.of(uri).location()).isEqualTo(shown);
        assertThat(EndpointUri.of(uri)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "sftp://host:22/dir, sftp://host:22/dir/f/1/a.csv",
        "sftp://host, sftp://host/f/1/a.csv",
        "file:/, file:/f/1/a.csv"
    })
    void a_file_is_below_the_endpoint(String uri, String location) {
        assertThat(EndpointUri.of(uri).location("f/1/a.csv")).isEqualTo(location);
    }

    @Test
    void secrets_are_known_as_written_and_as_meant() {
        EndpointUri uri = EndpointUri.of("sftp://me:p%40ss@host/dir?passiveMode=true&privateKeyPassphrase=a%2Bb"
                + "&token=RAW(x&y=z)&tempPrefix=.part-&knownHostsFile=/etc/hosts&privateKeyFile=/k&useAccessKey=true");

        assertThat(uri.secrets()).containsOnly("me:p%40ss", "me:p@ss", "p%40ss", "p@ss", "a%2Bb", "a+b", "x&y=z");
        assertThat(uri.options())
                .containsExactly(
                        "passiveMode",
                        "privateKeyPassphrase",
                        "token",
                        "tempPrefix",
                        "knownHostsFile",
                        "privateKeyFile",
                        "useAccessKey");
    }

    @Test
    void a_percent_sign_that_encodes_nothing_is_meant_as_it_is() {
        assertThat(EndpointUri.of("sftp:host?password=100%").secrets()).containsOnly("100%");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "ftp://host?password=RAW{a&b}c}&x=1, a&b}c",
                "ftp://host?password=RAW(a&b)c)&x=1, a&b)c",
                "ftp://host?x=1&password=RAW(a&b), a&b"
            })
    void a_raw_value_ends_only_where_camel_ends_it(String uri, String secret) {
        assertThat(EndpointUri.of(uri).secrets()).containsOnly(secret);
        assertThat(EndpointUri.of(uri).options()).containsExactlyInAnyOrder("password", "x");
    }

    @Test
    void a_raw_value_is_secret_whatever_its_option_is_called() {
        assertThat(EndpointUri.of("ftp://host?account=RAW(x)&greeting=RAW{y}&plain=z")
                        .secrets())
                .containsOnly("x", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sftp://me:pw/rd@host/x", "sftp://me:pw?rd@host/x"})
    void a_password_that_was_cut_in_two_is_advised_to_be_raw(String uri) {
        assertThatThrownBy(() -> EndpointUri.of(uri))
                .hasMessageStartingWith("what stands behind the host is no port")
                .hasMessageEndingWith("is better given as password=RAW(…)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp:host?password", "ftp:host?a=1&password"})
    void an_option_without_a_value_is_refused(String uri) {
        assertThatThrownBy(() -> EndpointUri.of(uri)).hasMessageStartingWith("an option has no value");
    }

    @Test
    void the_component_is_named_by_the_scheme() {
        assertThat(EndpointUri.of(" azure-storage-blob:account/box ").scheme()).isEqualTo("azure-storage-blob");
        assertThat(EndpointUri.of("seda:x").options()).isEmpty();
        assertThat(EndpointUri.of("seda:x").secrets()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"host/s3cret", "/s3cret", ":s3cret", "sftp://me:s3/cret@host", "sftp://me:s3?cret@host/x"})
    void what_cannot_be_taken_apart_is_refused_without_repeating_it(String uri) {
        assertThatThrownBy(() -> EndpointUri.of(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3");
    }
}
