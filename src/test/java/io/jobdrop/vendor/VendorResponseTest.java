package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Held;
import io.jobdrop.support.Installation;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorResponseTest {
    private final Settings settings = new Installation(Path.of("target"))
            .set("CONVERTLY_TOKEN", "sk-secret-key")
            .read()
            .settings();
    private final VendorResponse answer = new VendorResponse(settings, 1L << 30);

    @ParameterizedTest
    @CsvSource({
        "UTF-8,''",
        "UTF-8,application/json",
        "UTF-8,application/json; charset=utf-8",
        "UTF-8,text/plain; charset=us-ascii",
        "UTF-8,application/json; charset=no-such-charset",
        "UTF-8,; ; nonsense =",
        "ISO-8859-1,application/json; charset=iso-8859-1",
        "ISO-8859-1,application/json; charset=\"latin1\"",
        "windows-1252,application/json; charset=windows-1252",
        "UTF-16LE,application/json; charset=utf-16le",
        "UTF-16BE,application/json"
    })
    void an_answer_is_read_in_the_charset_that_it_names(String charset, String type) throws Exception {
        byte[] body = "{\"name\":\"Zürich\"}".getBytes(Charset.forName(charset));

        assertThat(answer.parse(body, type).path("name").textValue()).isEqualTo("Zürich");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void a_byte_order_mark_is_skipped_and_names_the_charset(String charset) throws Exception {
        byte[] body = "\ufeff{\"name\":\"Zürich\"}".getBytes(Charset.forName(charset));

        JsonNode json = answer.parse(body, "application/json; charset=iso-8859-1");

        assertThat(json.path("name").textValue()).isEqualTo("Zürich");
    }

    @Test
    void a_string_may_be_as_long_as_an_answer() throws Exception {
        byte[] body = ("{\"" + "n".repeat(60_000) + "\":\"" + "x".repeat(21_000_000) + "\"}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(answer.parse(body, "").elements().next().textValue()).hasSize(21_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123456789",
                "0.1234567890123456789012345678901",
                "1.50",
                "1E+400",
                "1E+401",
                "1E+999999999",
                "1E-999999999"
            })
    void a_number_keeps_its_digits_and_is_never_written_out(String number) throws Exception {
        byte[] body = ("{\"id\":" + number + "}").getBytes(StandardCharsets.UTF_8);

        assertThat(answer.parse(body, "").path("id").asText()).isEqualTo(number);
        assertThat(answer.parse(body, "")).hasToString("{\"id\":" + number + "}");
    }

    @Test
    void a_long_number_is_read_in_a_short_time() throws Exception {
        byte[] body = ("[" + "7".repeat(1_000_000) + "," + "7".repeat(500_000) + "." + "7".repeat(400_000) + "]")
                .getBytes(StandardCharsets.UTF_8);
        long before = System.nanoTime();

        assertThat(answer.parse(body, "").get(0).isBigInteger()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>Down  for maintenance</html> | text/html; charset=utf-8 | text/html, 34 bytes: <html>Down for maintenance</html>",
                "{\"pages\":1,\"items\":[{\"id\":\"fau | application/json | application/json, 30 bytes: {\"pages\":1,\"items\":[{\"id\":\"fau",
                "{} {} | '' | no content type, 5 bytes: {} {}",
                "'' | application/json | application/json with an empty body",
                "'   ' | '' | no content type with an empty body",
                "your key sk-secret-key is wrong: https://h/x?sig=1 | text/plain | text/plain, 50 bytes: your key *** is wrong: https://h/x"
            })
    void what_is_no_json_is_shown_in_a_few_words_without_secrets(String body, String type, String shown) {
        assertThatThrownBy(() -> answer.parse(body.getBytes(StandardCharsets.UTF_8), type))
                .isInstanceOf(NoJson.class)
                .hasMessage(shown);
    }

    @Test
    void much_that_is_no_json_is_shown_as_one_short_line_without_half_a_key() {
        String body = "<p>" + "é".repeat(70) + "\n sk-secret-key " + "x".repeat(5000);

        assertThatThrownBy(() -> answer.parse(body.getBytes(StandardCharsets.UTF_8), ""))
                .hasMessage("no content type, 5159 bytes: <p>" + "é".repeat(70) + " ***…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\u00e9\"}", "{\"a\":\"\u00c3\"}"})
    void bytes_that_the_charset_does_not_know_are_not_guessed_at(String latin1) {
        byte[] body = latin1.getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> answer.parse(body, "application/json")).isInstanceOf(NoJson.class);
    }

    @Test
    void what_memory_does_not_hold_is_not_read() {
        VendorResponse small = new VendorResponse(settings, 64 << 20);
        assertThat(small.mostBytes()).isEqualTo(4 << 20);
        assertThat(answer.mostBytes()).isEqualTo(32 << 20);
        byte[] body = ("[" + "{},".repeat(1 << 20) + "{}]").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> small.parse(body, "application/json"))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("an answer has more than 131072 values and names in it");
    }

    @Test
    void numbers_that_are_none_are_read_as_python_writes_them() throws Exception {
        assertThat(answer.parse("{\"id\":7,\"score\":NaN}".getBytes(StandardCharsets.UTF_8), "")
                        .path("id")
                        .asText())
                .isEqualTo("7");
    }

    @Test
    void nesting_has_a_limit() {
        byte[] body = ("[".repeat(20_000) + "]".repeat(20_000)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> answer.parse(body, "")).isInstanceOf(NoJson.class);
    }
}
