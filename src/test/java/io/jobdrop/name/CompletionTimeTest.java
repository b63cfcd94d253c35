package io.jobdrop.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JsonField;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-02-17T23:30:00-02:00,2026/02/18/01",
        "2026-02-17T23:30:00Z,2026/02/17/23",
        "2026-02-17T23:30:00.123456,2026/02/17/23",
        "' 2026-02-17 23:30 ',2026/02/17/23",
        "1771371000,2026/02/17/23",
        "1771371000123,2026/02/17/23",
        "100000000,1973/03/03/09",
        "99999999999999,5138/11/16/09"
    })
    void iso_times_and_those_since_1970_are_read_in_utc(String text, String parts) {
        Map<String, String> found = parts(text);

        assertThat(String.join("/", found.get("year"), found.get("month"), found.get("day"), found.get("hour")))
                .isEqualTo(parts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "12345678", "123456789012345", "2026-13-01T00:00:00Z", ""})
    void a_text_that_is_no_time_is_not_guessed_at(String text) {
        assertThatThrownBy(() -> parts(text))
                .isInstanceOf(Held.class)
                .hasMessage(
                        "jobdrop.drop.name asks for the completion time, but the vendor's at $.done cannot be read: '"
                                + text + "'; the next poll checks it again");
    }

    @Test
    void a_long_or_secret_value_is_not_repeated() {
        assertThatThrownBy(() -> parts("x".repeat(100))).hasMessageContaining("'" + "x".repeat(40) + "…'");
        assertThatThrownBy(() -> parts("https://h/p?sig=SECRET")).hasMessageContaining("'https://h/p'");
    }

    @Test
    void a_missing_time_is_not_guessed_at() {
        Job job = job("x");

        assertThatThrownBy(() -> CompletionTime.parts(new JsonField("$.none"), job, ZoneOffset.UTC))
                .isInstanceOf(Held.class)
                .hasMessage("jobdrop.drop.name asks for the completion time, but the vendor gives none at $.none");
        assertThatThrownBy(() -> CompletionTime.parts(new JsonField(""), job, ZoneOffset.UTC))
                .isInstanceOf(Held.class)
                .hasMessage("jobdrop.drop.name asks for the completion time, but the vendor gives none");
    }

    private static Map<String, String> parts(String text) {
        return CompletionTime.parts(new JsonField("$.done"), job(text), ZoneOffset.UTC);
    }

    private static Job job(String done) {
        return new Job("f", "v", "a", JsonNodeFactory.instance.objectNode().put("done", done), false, null);
    }
}
