package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import io.jobdrop.job.Result;
import io.jobdrop.support.TestLedger;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadUrlTest {
    private static final String URL = "https://h.example/a/x.csv?sig=s";
    private static final Result RESULT = new Result(1, URL, null, OptionalLong.empty());

    private final Download download = new Download(
            new AddressGuard(List.of("files.corp:80", "files.corp:8080", "tls.corp:443")),
            DownloadScene.API,
            TestLedger.job("a"),
            DownloadScene.names(TestLedger.job("a")),
            RESULT,
            Instant.EPOCH);

    @Test
    void it_asks_for_the_url_and_shows_host_and_path_only() {
        download.begin(URL);

        assertThat(download.getUrl()).isEqualTo(URL);
        assertThat(download.host()).isEqualTo("h.example");
        assertThat(download.path()).isEqualTo("/a/x.csv");
        assertThat(download.asked()).isEqualTo("h.example/a/x.csv");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h.example/a b,https://h.example/a%20b",
        "https://h.example/a?f=\"x|y\",https://h.example/a?f=%22x%7Cy%22",
        "https://h.example/{a}^`\\<b>,https://h.example/%7Ba%7D%5E%60/%3Cb%3E",
        "https://h.example/%20?a=%2B,https://h.example/%20?a=%2B",
        "HTTPS://H.example,https://h.example/",
        "https://h.example/%zz,https://h.example/%25zz",
        "http://files.corp/x,http://files.corp/x",
        "http://FILES.corp.:8080/x,http://files.corp:8080/x",
        "https://tls.corp/x,https://tls.corp/x",
        "/files/1.csv?a=b,https://api.example/files/1.csv?a=b",
        "//cdn.example.com/x,https://cdn.example.com/x",
        "../x,https://api.example/x",
        "./x#end,https://api.example/v1/x"
    })
    void characters_that_a_browser_escapes_are_escaped_and_others_are_left(String given, String asked) {
        download.begin(given);

        assertThat(download.getUrl()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h.example/x?sig=s,plain http",
        "http://files.corp:81/x,plain http",
        "http://tls.corp/x,plain http",
        "ftp://h.example/x,no https URL of a host",
        "file:///etc/passwd,no https URL of a host",
        "x/y.csv,no https URL of a host",
        "n/a,no https URL of a host",
        "https:///x,no https URL of a host",
        "https://user:s@h.example/x,no https URL of a host",
        "https://h.example:99999/,is no URL",
        "https://%2f/,is no URL",
        "'',no https URL of a host"
    })
    void a_url_that_is_not_acceptable_is_refused_and_not_repeated(String given, String why) {
        assertThatThrownBy(() -> download.begin(given))
                .isInstanceOf(Held.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("sig=s")
                .hasMessageNotContaining("user");
    }

    @Test
    void plain_http_is_explained() {
        assertThatThrownBy(() -> download.begin("http://h.example/x"))
                .hasMessage("the result URL on h.example is plain http; nothing was requested. If it is meant,"
                        + " name the host in jobdrop.download.allow-hosts");
    }

    @ParameterizedTest
    @CsvSource({
        "/y?z=1,https://h.example/y?z=1",
        "y,https://h.example/a/y",
        "//other.example/y,https://other.example/y",
        "https://other.example/a b,https://other.example/a%20b",
        "\\\\other.example\\y,https://other.example/y",
        "?z=1,https://h.example/a/x.csv?z=1",
        "'',https://h.example/a/x.csv?sig=s",
        "../y#z,https://h.example/y"
    })
    void a_redirect_leads_on_from_where_it_was_met(String location, String next) {
        download.begin(URL);

        download.redirect(location);

        assertThat(download.getUrl()).isEqualTo(next);
        assertThat(download.asked()).isEqualTo("h.example/a/x.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h.example/x", "file:/etc/passwd", "https://h.example:x/", "https://u@h.example/"})
    void each_hop_is_judged(String location) {
        download.begin(URL);

        assertThatThrownBy(() -> download.redirect(location)).isInstanceOf(Held.class);
    }

    @Test
    void a_redirect_to_no_url_says_so() {
        download.begin(URL);

        assertThatThrownBy(() -> download.redirect("https://[::bad"))
                .hasMessage("the result host redirected to something that is no URL; the next poll checks it again");
    }

    @Test
    void five_redirects_are_followed_and_a_new_url_begins_anew() {
        download.begin(URL);
        for (int hop = 0; hop < 5; hop++) {
            download.redirect("/hop" + hop);
        }

        assertThatThrownBy(() -> download.redirect("/hop5"))
                .isInstanceOf(Held.class)
                .hasMessage("the result host redirected more than 5 times; the next poll checks it again");
        download.begin(URL);
        assertThatCode(() -> download.redirect("/hop0")).doesNotThrowAnyException();
    }
}
