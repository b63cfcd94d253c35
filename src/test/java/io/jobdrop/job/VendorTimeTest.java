package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

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

    @Test
    void anything_else_is_none() {
        assertThat(VendorTime.in(FIELD, json)).isEmpty();
        assertThat(VendorTime.in(FIELD, json.put("at", "soon"))).isEmpty();
        assertThat(VendorTime.in(FIELD, json.putObject("at"))).isEmpty();
        assertThat(VendorTime.in(FIELD, json.put("at", "2026-13-01T00:00:00Z"))).isEmpty();
    }
}
