package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.http.HeaderText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultUrlTest {
    private static final ResultUrl BASE = ResultUrl.parse("https://h.example:8443/a/b/c.csv?q=1", null);

    @ParameterizedTest
    @CsvSource({
        "https://h.example/[1].csv?a[]=1,https://h.example/%5B1%5D.csv?a%5B%5D=1",
        "https://h.example/a|b?c|d,https://h.example/a%7Cb?c%7Cd",
        "https://h.example/100%.csv?p=5%&q=%4,https://h.example/100%25.csv?p=5%25&q=%254",
        "https://h.example/\u00fc/\ud83d\ude00?\u00e9,https://h.example/%C3%BC/%F0%9F%98%80?%C3%A9",
        "https://h.example/\ud83d.csv,https://h.example/%EF%BF%BD.csv",
        "https:\\\\h.example\\a\\b?c\\d,https://h.example/a/b?c%5Cd",
        "'  https://h.example/ a \u0001',https://h.example/%20a",
        "'ht\ttps://h.exa\nmple/a\r\n/b',https://h.example/a/b",
        "https://h.example/a#b?c,https://h.example/a",
        "https://h.example?a=1#b,https://h.example/?a=1",
        "https://h.example:443/,https://h.example/",
        "https://h.example:/,https://h.example/",
        "http://h.example:0080/,http://h.example/",
        "http://h.example:443/,http://h.example:443/",
        "https://h.example/a/./b/../c/..,https://h.example/a/",
        "https://h.example/../../a//b/.,https://h.example/a//b/",
        "https://h.example/%2e%2E/a,https://h.example/a",
        "https://h.example/a%2Fb%2fc%20?X-Sig=a%2Bb%3D+c~d-_.!*'()&u=https://x/?y,https://h.example/a%2Fb%2fc%20?X-Sig=a%2Bb%3D+c~d-_.!*'()&u=https://x/?y",
        "https://a_b.example/,https://a_b.example/",
        "https://2130706433/,https://127.0.0.1/",
        "https://[::1]:8443/x,https://[0:0:0:0:0:0:0:1]:8443/x",
        "https://b\u00fccher.example/,https://xn--bcher-kva.example/"
    })
    void a_url_is_read_as_a_browser_reads_it(String given, String read) {
        ResultUrl url = ResultUrl.parse(given, null);

        assertThat(url.text()).isEqualTo(read);
        assertThat(ResultUrl.parse(read, null)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "x,https://h.example:8443/a/b/x",
        "/x,https://h.example:8443/x",
        "\\x,https://h.example:8443/x",
        "../x,https://h.example:8443/a/x",
        "..\\..\\..\\x,https://h.example:8443/x",
        ".,https://h.example:8443/a/b/",
        "?,https://h.example:8443/a/b/c.csv?",
        "?r,https://h.example:8443/a/b/c.csv?r",
        "#f,https://h.example:8443/a/b/c.csv?q=1",
        "//cdn.example/x,https://cdn.example/x",
        "http://other.example/x,http://other.example/x",
        "a b.csv,https://h.example:8443/a/b/a%20b.csv"
    })
    void a_relative_url_belongs_to_its_base(String given, String read) {
        assertThat(ResultUrl.parse(given, BASE).text()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "x,is no https URL of a host",
        "ftp://h.example/,is no https URL of a host",
        "javascript:alert(1),is no https URL of a host",
        "https:/h.example/,is no https URL of a host",
        "https:h.example,is no https URL of a host",
        "https://,is no https URL of a host",
        "https:///x,is no https URL of a host",
        "https://:443/,is no https URL of a host",
        "https://@h.example/,is no https URL of a host",
        "https://a:b@h.example/,is no https URL of a host",
        "https://a:b@127.0.0.1\\@h.example/,is no https URL of a host",
        "https://h.example:0/,is no URL",
        "https://h.example:65536/,is no URL",
        "https://h.example:9a/,is no URL",
        "https://[::1/,is no URL",
        "https://[::1]x/,is no URL",
        "https://h.example%2f.evil.example/,is no URL",
        "https://1.2.3.4.5/,is no URL"
    })
    void what_is_no_url_of_a_host_says_so_without_repeating_it(String given, String why) {
        assertThatThrownBy(() -> ResultUrl.parse(given, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }

    @Test
    void a_backslash_ends_the_host_as_in_browsers() {
        assertThat(ResultUrl.parse("https://h.example\\@evil.example/", null).text())
                .isEqualTo("https://h.example/@evil.example/");
    }

    @Test
    void it_shows_no_query() {
        assertThat(BASE).hasToString("https://h.example:8443/a/b/c.csv");
    }

    @Test
    void the_bytes_of_a_header_are_utf_8_or_escaped_one_by_one() {
        assertThat(HeaderText.decoded("/\u00c3\u00bc.csv")).isEqualTo("/\u00fc.csv");
        assertThat(HeaderText.decoded("/\u00fc.csv")).isEqualTo("/%FC.csv");
    }
}
