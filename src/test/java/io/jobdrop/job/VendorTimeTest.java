package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.support.Generated;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorTimeTest {
    private static final JsonField FIELD = new JsonField("$.at");

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    @Test
    void texts_and_numbers_are_times() {
        assertThat(VendorTime.in(FIELD, json.put("at", "2026-02-17T23:30:00-02:00")))
                .contains(Instant.parse("2026-02-18T01:30:00Z"));
        assertThat(VendorTime.in(FIELD, json.put("at", 1_771_371_000L)))
                .contains(Instant.parse("2026-02-17T23:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-05T10:00:00Z",
                "2026-01-05T10:00:00+0000",
                "2026-01-05T03:00:00 -0700",
                "2026-01-05T11:00:00+01",
                "2026-01-05T11:00:00+1:00",
                "2026-01-05T10:00:00.000000000000Z",
                "2026-01-05T10:00:00,000Z",
                "2026-01-05t10:00:00z",
                "2026-01-05T10:00Z",
                "2026-01-05 10:00:00 UTC",
                "2026-01-05 10:00:00 gmt",
                "2026-01-05 10:00:00 UTC+00:00",
                "2026-01-05 12:00:00 GMT+2",
                "2026-01-05\u00a0 10:00:00",
                "2026/01/05 10:00:00",
                "2026-1-5 10:00",
                "2026-01-05T11:00:00+01:00[Europe/Berlin]",
                "2026-01-05T10:00:00Z[Europe/Berlin][u-ca=gregory]",
                "2026-01-05T11:00:00[Europe/Berlin]",
                "2026-01-05T08:00:00[!America/Noronha]",
                "20260105T100000Z",
                "Mon, 05 Jan 2026 10:00:00 GMT",
                "mon, 5 jan 2026 11:00:00 +0100",
                "Tue, 05 Jan 2026 10:00:00 GMT",
                "05 January 2026 05:00:00 EST",
                "Monday, 05-Jan-26 10:00:00 GMT",
                "Mon Jan  5 10:00:00 2026",
                "Mon Jan 05 10:00:00 UTC 2026",
                "Mon Jan 05 2026 11:00:00 GMT+0100 (Central European Standard Time)",
                "January 5, 2026 10:00",
                "1767607200",
                "1767607200.000",
                "1.7676072E9",
                "1.7676072e+9",
                "1767607200000",
                "1.7676072E12",
                "1767607200000000",
                "1767607200000000000"
            })
    void a_time_is_read_in_whatever_form_vendors_write_it(String text) {
        assertThat(VendorTime.parse(text)).isEqualTo(Instant.parse("2026-01-05T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05, 2026-01-05T00:00:00Z",
        "2026-01-05Z, 2026-01-05T00:00:00Z",
        "5 Jan 2026, 2026-01-05T00:00:00Z",
        "2026-01-05T24:00:00Z, 2026-01-06T00:00:00Z",
        "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z",
        "1767225600.123, 2026-01-01T00:00:00.123Z",
        "'1767225600,123', 2026-01-01T00:00:00.123Z",
        "1.767E9, 2025-12-29T09:20:00Z",
        "1767225600123.5, 2026-01-01T00:00:00.1235Z",
        "1767225600123456, 2026-01-01T00:00:00.123456Z",
        "2026-01-05T10:00:00.1234567899Z, 2026-01-05T10:00:00.123456789Z",
        "2026-01-05T10:00:00\u22120230, 2026-01-05T12:30:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z"
    })
    void the_parts_of_a_time_are_kept(String text, Instant time) {
        assertThat(VendorTime.parse(text)).isEqualTo(time);
    }

    @Test
    void a_number_of_json_is_a_time_with_its_fraction() {
        assertThat(VendorTime.in(FIELD, json.put("at", 1_767_225_600.123)))
                .contains(Instant.ofEpochMilli(1_767_225_600_123L));
        assertThat(VendorTime.in(FIELD, json.put("at", 1.767E9))).contains(Instant.ofEpochSecond(1_767_000_000));
        assertThat(VendorTime.in(FIELD, json.put("at", 1e300))).isEmpty();
        assertThat(VendorTime.in(FIELD, json.put("at", Double.POSITIVE_INFINITY)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "T",
                "999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "-2026-01-05",
                "1e999999999",
                "1E99",
                "1e-5",
                "0",
                "NaN",
                "Infinity",
                "05/01/2026",
                "2026-02-30",
                "2026-01-05T25:00Z",
                "2026-01-05T24:00:01Z",
                "2026-01-05T10:61Z",
                "2026-01-05T10:00:61Z",
                "2026-01-05T10:00:00+99:00",
                "2026-01-05T10:00:00[No/Where]",
                "2026-01-05T10:00:00[",
                "2026-01-05T10:00:00[]",
                "5 Foo 2026",
                "tomorrow",
                "\u0661\u0667\u0666\u0667\u0662\u0662\u0665\u0666\u0660\u0660"
            })
    void what_is_no_time_is_refused_and_nothing_else_happens(String text) {
        assertThatThrownBy(() -> VendorTime.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    @Timeout(10)
    void a_long_text_takes_no_time() {
        for (String piece : List.of("9", "[", " ", "2026-01-05T10:00:00[a]", "Mon, ", "1e", "-1")) {
            assertThatThrownBy(() -> VendorTime.parse(piece.repeat(1_000_000))).isInstanceOf(DateTimeException.class);
            assertThat(VendorTime.in(FIELD, json.put("at", piece.repeat(99 / piece.length()))))
                    .isEmpty();
        }
    }

    @Test
    void any_text_is_a_time_or_none() {
        Generated.check(any ->
                assertThat(VendorTime.in(FIELD, json.put("at", any.text()))).isNotNull());
    }

    @Test
    void anything_else_is_none() {
        assertThat(VendorTime.in(FIELD, json)).isEmpty();
        assertThat(VendorTime.in(FIELD, json.put("at", "soon"))).isEmpty();
        assertThat(VendorTime.in(FIELD, json.putObject("at"))).isEmpty();
        assertThat(VendorTime.in(FIELD, json.put("at", "2026-13-01T00:00:00Z"))).isEmpty();
    }
}
