package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://h/p?X-Amz-Signature=SECRET",
                "https://h/p?rscd=UTF-8''x.csv&sig=SECRET",
                "https://h/p#SECRET",
                "https://h/p?a=<b>SECRET",
                "https://h/p?a=b SECRET",
                "https://user:SECRET@h/p",
                "https://user:SEC@SECRET@h/p",
                "//h/p?sig=SECRET",
                "/p?sig=SECRET",
                "HTTPS://h/p?sig=SECRET",
                "data:text/csv;base64,SECRET",
                "data:text/csv,a SECRET",
                "upload to https://h/p?sig=SECRET failed"
            })
    void a_secret_of_a_url_is_not_shown(String text) {
        assertThat(Shown.withoutSecrets(text)).doesNotContain("SECRET").isNotEmpty();
    }

    @Test
    @Timeout(10)
    void a_long_text_of_paths_takes_no_long_time() {
        String paths = "x " + "/a.b".repeat(100_000);

        assertThat(Shown.withoutSecrets(paths)).isEqualTo(paths);
    }

    @Test
    void a_line_ends_with_a_whole_character() {
        assertThat(Shown.line("\uD83D\uDE00".repeat(201))).isEqualTo("\uD83D\uDE00".repeat(200) + "…");
        assertThat(Shown.line("x" + "\uD83D\uDE00".repeat(200))).isEqualTo("x" + "\uD83D\uDE00".repeat(199) + "…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "50% done?", "https://h/p", "2026-05-19T07:27:14Z", "a/b.csv"})
    void what_is_no_secret_stays(String text) {
        assertThat(Shown.withoutSecrets(text)).isEqualTo(text);
    }
}
