package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A point in time as vendors write it: ISO 8601 with or without a zone (then UTC), or seconds or milliseconds since 1970. */
public final class VendorTime {
    private VendorTime() {}

    /** The time at a place; empty when there is none that can be read. */
    public static Optional<Instant> in(JsonField field, JsonNode json) {
        try {
            return field.textIn(json).map(VendorTime::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a time.
     *
     * @throws DateTimeException when it is none
     */
    public static Instant parse(String text) {
        if (text.matches("\\d{9,11}")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        if (text.matches("\\d{12,14}")) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        String iso = text.strip().replace(' ', 'T');
        return iso.matches(".*(Z|[+-]\\d{2}:?\\d{2})")
                ? OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
