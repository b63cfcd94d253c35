package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldTest {
    private static final ObjectMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectMapper PLAIN = new ObjectMapper();
    private static final JsonField ID = new JsonField("$.id");

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "12345678901234567890, 12345678901234567890",
        "-1, -1",
        "1.0, 1.0",
        "1.5, 1.5",
        "100.0, 100.0",
        "1.5e10, 1.5E10",
        "1e400, 1E400",
        "1e401, 1E401",
        "1e999999999, 1E999999999",
        "1e-999999999, 1E-999999999",
        "0.1234567890123456789012345, 0.1234567890123456789012345",
        "12345678901234567890.5, 12345678901234567890.5"
    })
    void a_number_keeps_its_value(String number, String text) throws Exception {
        assertThat(ID.textIn(json(EXACT, number))).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "12345678901234567890", "1.0", "1.5", "100.0", "1.5e10", "0.1", "1e5", "1.5e-7"})
    void what_earlier_versions_wrote_stays_the_same(String number) throws Exception {
        assertThat(ID.textIn(json(EXACT, number)))
                .contains(json(PLAIN, number).path("id").asText());
    }

    @Test
    void a_number_that_was_too_large_to_be_read_is_no_text() throws Exception {
        assertThat(ID.textIn(json(PLAIN, "1e400"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "12.0, 12", "1.2e1, 12", "'\"12\"', 12", "-1, -1", "0, 0"})
    void a_whole_number_may_have_a_fraction_of_zero(String number, long value) throws Exception {
        assertThat(ID.numberIn(json(EXACT, number))).isEqualTo(OptionalLong.of(value));
        assertThat(ID.numberIn(json(PLAIN, number))).isEqualTo(OptionalLong.of(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.5", "1e400", "1e999999999", "1e-999999999", "null", "\"\"", "\"many\"", "true", "[1]"})
    void everything_else_is_no_whole_number(String number) throws Exception {
        assertThat(ID.numberIn(json(EXACT, number))).isEmpty();
    }

    private static JsonNode json(ObjectMapper mapper, String value) throws Exception {
        return mapper.readTree("{\"id\":" + value + "}");
    }

    @Test
    void a_filter_that_meets_a_text_or_a_number_finds_nothing() throws Exception {
        for (String met : List.of("\"x\"", "7", "true", "null")) {
            assertThat(new JsonField("$.a[?(@.b == 1)]").in(PLAIN.readTree("{\"a\":" + met + "}")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$.m | {\"m\":true} | true",
                "$.m | {\"m\":false} | false",
                "$.m | {\"m\":null} |",
                "$.m | {\"m\":\"true\"} |",
                "$.m | {} |",
                "$[?(@.isLast == false)] | {\"isLast\":false} | true",
                "$[?(@.isLast == false)] | {\"isLast\":true} | false",
                "$[ ?(@.isLast == false)] | {} | false",
                "$.links[?(@.rel == 'next')] | {\"links\":[{\"rel\":\"prev\"},{\"rel\":\"next\"}]} | true",
                "$.links[?(@.rel == 'next')] | {\"links\":\"none\"} | false",
            })
    void a_filter_is_a_boolean_by_what_it_finds(String path, String json, Boolean expected) throws Exception {
        assertThat(new JsonField(path).booleanIn(PLAIN.readTree(json))).isEqualTo(Optional.ofNullable(expected));
    }
}
