package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | Retry-After: 7                                                  | PT7S
            503 | Retry-After: 0                                                  | PT0S
            429 | Retry-After: Sat, 21 Nov 2026 12:00:05 GMT                      | PT6S
            429 | Retry-After: Sat, 21 Nov 2026 11:00:00 GMT                      |
            200 | Retry-After: 7                                                  |
            429 | Retry-After: soon                                               |
            429 | Retry-After: -3                                                 |
            200 | X-RateLimit-Remaining: 0, X-RateLimit-Reset: 9                  | PT9S
            200 | X-RateLimit-Remaining: 0, X-RateLimit-Reset: 1795262410         | PT11S
            200 | X-RateLimit-Remaining: 1, X-RateLimit-Reset: 9                  |
            200 | RateLimit-Remaining: 0, RateLimit-Reset: 4                      | PT4S
            200 | RateLimit-Remaining: 0, RateLimit-Reset: never                  |
            200 | RateLimit: "default";r=0;t=30                                   | PT30S
            200 | RateLimit: "default";r=10;t=30                                  |
            429 | Retry-After: 7, X-RateLimit-Remaining: 0, X-RateLimit-Reset: 90 | PT7S
            """)
    void headers_say_how_long_to_wait(int status, String headers, Duration expected) {
        Map<String, String> values = new HashMap<>();
        for (String header : headers.split(", (?=X-|R)")) {
            String[] parts = header.split(": ", 2);
            values.put(parts[0], parts[1]);
        }

        assertThat(RateLimits.pause(status, values::get, NOW)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void no_headers_say_nothing() {
        assertThat(RateLimits.pause(429, name -> null, NOW)).isEmpty();
    }
}
