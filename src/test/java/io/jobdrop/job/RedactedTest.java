package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://h.example/files/1.csv?X-Amz-Signature=s3cr3t",
                "https://user:s3cr3t@h.example/files/1.csv",
                "{\"url\": \"https://h.example/a?token=s3cr3t\"}",
                "access_token=s3cr3ts3cr3ts3cr3t"
            })
    void the_base64_of_a_text_with_a_secret_is_hidden(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (String word : List.of(
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
            assertThat(Redacted.withoutSecrets("see " + word + " there")).matches("see \\*\\*\\*=* there");
            assertThat(Redacted.withoutSecrets("{\"raw\":\"" + word + "\"}")).doesNotContain(word);
        }
        String twice = Base64.getEncoder().encodeToString(Base64.getEncoder().encode(bytes));
        assertThat(Redacted.withoutSecrets(twice)).matches("\\*\\*\\*=*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://h.example/files/of/a/longer/path/so/that/it/wraps/1.csv?X-Amz-Signature=s3cr3ts3cr3ts3cr3t",
                "GET /p?a=b HTTP/1.1, then token=s3cr3ts3cr3ts3cr3t and what follows is longer than one line has"
            })
    void a_secret_of_a_url_is_hidden_in_wrapped_base64_and_in_hexadecimal(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (String encoded : List.of(
                Base64.getMimeEncoder().encodeToString(bytes),
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes),
                Base64.getEncoder().encodeToString(bytes).replaceAll("(.{30})", "$1\u200b"),
                "xy/" + Base64.getEncoder().encodeToString(bytes),
                HexFormat.of().formatHex(bytes),
                HexFormat.ofDelimiter(":").withUpperCase().formatHex(bytes),
                HexFormat.ofDelimiter(" ").withPrefix("0x").formatHex(bytes))) {
            assertThat(Redacted.withoutSecrets("for " + encoded + " nothing"))
                    .matches("for (0x|xy/)?\\*\\*\\*=* nothing");
        }
    }

    @Test
    void an_invisible_character_ends_no_url() {
        assertThat(Redacted.line("a https://h/p?si\u200bg=SECRET x")).isEqualTo("a https://h/p x");
        assertThat(Redacted.line("sig\u0000=SECRET x")).isEqualTo("*** x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                "d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998ecf8427e",
                "aGVsbG8gd29ybGQsIG5vdGhpbmcgdG8gaGlkZQ==",
                "/companies/search/async/jobs/results/part-0001.csv"
            })
    void an_id_a_hash_and_a_harmless_base64_stay(String text) {
        assertThat(Redacted.withoutSecrets(text)).isEqualTo(text);
    }

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
                "upload to https://h/p?sig=SECRET failed",
                "https%3A%2F%2Fh%2Fp%3FX-Amz-Signature%3DSECRET",
                "https%3a%2f%2fh%2fp%3fX-Amz-Signature%3dSECRET",
                "https%253A%252F%252Fh%252Fp%253Fsig%253DSECRET",
                "https%25253A%25252F%25252Fh%25252Fp%25253Fa%25253Db%252520SECRET",
                "https:\\/\\/h\\/p\\u003fsig=SECRET",
                "https:\\/\\/u:SECRET@h\\/p",
                "see &quot;https://h/p?a=1&amp;sig=SECRET&quot;",
                "https&#58;&#x2F;&#x2f;h/p&quest;sig&equals;SECRET",
                "data%3Atext%2Fcsv%2CSECRET",
                "X-Amz-Signature=SECRET&X-Amz-Expires=60",
                "X-Amz-Expires=60&X-Amz-Signature=SECRET",
                "X-Amz-Credential=SECRET",
                "a=1&amp;sig=SECRET",
                "a=1\\u0026sig=SECRET",
                "sig%3DSECRET",
                "sig=SECRET",
                "token=SECRET",
                "access_token = SECRET",
                "sasToken=SECRET",
                "Signature=SECRET",
                "SIGNATURE=SECRET",
                "AWSAccessKeyId=SECRET&Expires=1",
                "Expires=1&Policy=SECRET&Key-Pair-Id=x",
                "Key-Pair-Id=SECRET",
                "sv=2022-11-02&se=SECRET&sp=r",
                "GoogleAccessId=SECRET",
                "X-Goog-Signature=SECRET",
                "X-Amz-Signature: SECRET",
                "{\"X-Amz-Signature\":\"SECRET\"}",
                "{\\\"token\\\": \\\"SECRET\\\"}",
                "answered {\"url\":\"https:\\/\\/h\\/p?sig=SECRET\"}",
                "a%2525252525252525252525252525253Fsig%252525252525253DSECRET"
            })
    void a_secret_of_a_url_is_not_shown(String text) {
        assertThat(Redacted.withoutSecrets(text)).doesNotContain("SECRET").isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "report.csv?X-Amz-Signature=SECRET, report.csv",
        "report.csv%3FX-Amz-Signature%3DSECRET, report.csv",
        "https://h/report.csv?e=SECRET, https://h/report.csv",
        "what? really #1.csv, what? really #1.csv",
        "a/b#1.csv, a/b#1.csv",
        "50%25.csv, 50%25.csv",
        "token=SECRET, ***"
    })
    void a_name_loses_a_signed_query_and_nothing_else(String name, String shown) {
        assertThat(Redacted.name(name)).isEqualTo(shown);
    }

    @Test
    void a_text_in_more_layers_than_anybody_needs_is_hidden() {
        assertThat(Redacted.withoutSecrets("&" + "amp;".repeat(20) + "x")).isEqualTo("***");
    }

    @Test
    void a_line_that_is_too_long_ends_with_a_whole_word() {
        assertThat(Redacted.line("word ".repeat(39) + "a-word-that-is-cut and more"))
                .isEqualTo("word ".repeat(38) + "word…");
        assertThat(Redacted.line("word ".repeat(40) + "more")).isEqualTo("word ".repeat(39) + "word…");
    }

    @Test
    @Timeout(10)
    void a_long_text_of_paths_takes_no_long_time() {
        String paths = "x " + "/a.b".repeat(100_000);

        assertThat(Redacted.withoutSecrets(paths)).isEqualTo(paths);
    }

    @Test
    void a_line_ends_with_a_whole_character() {
        assertThat(Redacted.line("\uD83D\uDE00".repeat(201))).isEqualTo("\uD83D\uDE00".repeat(200) + "…");
        assertThat(Redacted.line("x" + "\uD83D\uDE00".repeat(200))).isEqualTo("x" + "\uD83D\uDE00".repeat(199) + "…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "completed",
                "50% done?",
                "https://h/p",
                "2026-05-19T07:27:14Z",
                "a/b.csv",
                "check convertly.token (CONVERTLY_TOKEN) and convertly.auth-scheme",
                "invalid token: it has expired",
                "page=2&pageSize=100",
                "state=done",
                "100%25 &amp; more",
                "C:\\xfer\\u1",
                "unknown: what? that"
            })
    void what_is_no_secret_stays(String text) {
        assertThat(Redacted.withoutSecrets(text)).isEqualTo(text);
    }

    @Test
    void no_value_of_an_option_that_camel_does_not_know_is_told() {
        assertThat(Redacted.withoutSecrets(
                        "2 parameters that couldn't be set. Unknown parameters=[{passwort=a, b}c, kez=d}]"))
                .isEqualTo("2 parameters that couldn't be set. Unknown parameters=[{passwort=***}]");
    }
}
