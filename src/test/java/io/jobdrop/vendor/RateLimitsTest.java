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
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | Retry-After: 7                                                            | PT7S
            503 | Retry-After: 0                                                            | PT0S
            429 | Retry-After: 12.5                                                         | PT12.5S
            429 | Retry-After: Sat, 21 Nov 2026 12:00:05 GMT                                | PT6S
            429 | Retry-After: Saturday, 21-Nov-26 12:00:05 GMT                             | PT6S
            429 | Retry-After: Sat, 21 Nov 2026 12:00:05 GMT, Sat, 21 Nov 2026 13:00:05 GMT | PT6S
            429 | Retry-After: Sat, 21 Nov 2026 11:00:00 GMT                                |
            429 | Retry-After: 2026-11-21T12:00:05Z                                         | PT6S
            429 | Retry-After: 2026-11-21T14:00:05.250+02:00                                | PT5.25S
            429 | Retry-After: 2026-11-21T11:00:05Z                                         |
            429 | Retry-After: 1795262410                                                   | PT11S
            429 | Retry-After: 7, 9                                                         | PT7S
            429 | Retry-After: 1m30s                                                        | PT1M30S
            200 | Retry-After: 7                                                            |
            429 | Retry-After: soon                                                         |
            429 | Retry-After: -3                                                           |
            429 | Retry-After: 99999999999999999999999999                                   |
            429 | Retry-After: 999999999                                                    | PT744H
            429 | X-Retry-After: 7                                                          | PT7S
            429 | retry-after-ms: 1500; Retry-After: 2                                      | PT1.5S
            429 | x-ms-retry-after-ms: 20                                                   | PT0.02S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 9                            | PT9S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 9.25                         | PT9.25S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795262410                   | PT11S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795262410.250               | PT10.25S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795262410250                | PT10.25S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795262390                   |
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 2026-11-21T12:00:10.5Z       | PT10.5S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 2026-11-21 12:00:09          | PT10S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: Sat, 21 Nov 2026 12:00:05 GMT | PT6S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset-After: 2.5; X-RateLimit-Reset: 1795262499 | PT2.5S
            200 | RateLimit-Remaining: 0; RateLimit-Reset-After: 3                          | PT3S
            200 | X-RateLimit-Remaining: 1; X-RateLimit-Reset: 9                            |
            200 | X-RateLimit-Remaining: 00; X-RateLimit-Reset: 9                           | PT9S
            200 | RateLimit-Remaining: 0; RateLimit-Reset: 4                                | PT4S
            200 | RateLimit-Limit: 100, 100;w=60; RateLimit-Remaining: 0.0; RateLimit-Reset: 50 | PT50S
            200 | RateLimit-Remaining: 0.5; RateLimit-Reset: 50                             |
            200 | RateLimit-Remaining: 0; RateLimit-Reset: never                            |
            200 | RateLimit-Remaining: 0                                                    |
            200 | RateLimit: "default";r=0;t=30                                             | PT30S
            200 | RateLimit: default;t=30;r=0                                               | PT30S
            200 | RateLimit: "default"; r=0; pk=:YQ==:; t=30                                | PT30S
            200 | RateLimit: "default";r=10;t=30                                            |
            200 | RateLimit: "burst";r=0;t=5, "daily";t=600;r=0, "x";r=3;t=900              | PT10M
            200 | RateLimit: "a;r=0;t=9";r=1;t=30                                           |
            200 | RateLimit: "default";r=0                                                  |
            200 | RateLimit: limit=100, remaining=0, reset=50                               | PT50S
            200 | RateLimit: limit=100, remaining=4, reset=50                               |
            200 | x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1m30s      | PT1M30S
            200 | x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 6m0s       | PT6M
            200 | x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 20ms; x-ratelimit-reset-requests: 9m | PT0.02S
            200 | x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 7.66s          | PT7.66S
            200 | acme-ratelimit-requests-remaining: 0; acme-ratelimit-requests-reset: 2026-11-21T12:00:09Z | PT10S
            200 | X-Rate-Limit-Remaining: 0; X-Rate-Limit-Reset: 8                          | PT8S
            200 | X_RateLimit_Remaining: 0; X_RateLimit_Reset: 8                            | PT8S
            200 | X-Ratelimit-Remaining-Minute: 0; RateLimit-Reset: 37                      | PT37S
            200 | X-RateLimit-Minute-Remaining: 0; X-RateLimit-Reset: 37                    | PT37S
            200 | X-Ratelimit-Remaining-Minute: 0; X-Ratelimit-Reset-Minute: 5; X-Ratelimit-Remaining-Day: 0; X-Ratelimit-Reset-Day: 90 | PT1M30S
            200 | X-RateLimit-Remaining: 0; X-RateLimit-Reset-Ms: 1500                      | PT1.5S
            200 | X-RateLimit-Reset: 8                                                      |
            429 | X-RateLimit-Reset: 8                                                      | PT8S
            429 | X-RateLimit-Remaining: 5; X-RateLimit-Reset: 8                            |
            403 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 8                            | PT8S
            429 | Retry-After: 7; X-RateLimit-Remaining: 0; X-RateLimit-Reset: 90           | PT7S
            """)
    void headers_say_how_long_to_wait(int status, String headers, Duration expected) {
        assertThat(RateLimits.pause(status, headers(headers), NOW)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "NaN",
                "Infinity",
                "1e400",
                "9999999999999999999",
                "99999999999999999999999999999999999999",
                "999999999999.999999999999",
                "0x10",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "999999999d999999999h",
                "1m30",
                "ms",
                "\u0661",
                ""
            })
    void hostile_values_never_fail_and_never_make_an_endless_pause(String value) {
        for (String name : new String[] {"Retry-After", "retry-after-ms", "X-RateLimit-Reset"}) {
            Map<String, String> headers = new HashMap<>(Map.of("X-RateLimit-Remaining", "0", name, value));

            assertThat(RateLimits.pause(429, headers, NOW).orElse(Duration.ZERO))
                    .isBetween(Duration.ZERO, Duration.ofDays(31));
        }
        for (String name : new String[] {"r", "t", "remaining", "reset"}) {
            Map<String, String> headers =
                    Map.of("RateLimit", "\"x\";r=0;t=9;remaining=0;reset=9;" + name + "=" + value);

            assertThat(RateLimits.pause(200, headers, NOW).orElse(Duration.ZERO))
                    .isBetween(Duration.ZERO, Duration.ofDays(31));
        }
    }

    @Test
    void one_request_may_be_asked_to_wait_whatever_its_status() {
        assertThat(RateLimits.retryAfter(Map.of("retry-after", "7"), NOW)).contains(Duration.ofSeconds(7));
        assertThat(RateLimits.retryAfter(Map.of("RateLimit", "\"a\";r=0;t=3"), NOW))
                .isEmpty();
    }

    @Test
    void no_headers_say_nothing() {
        assertThat(RateLimits.pause(429, Map.of(), NOW)).isEmpty();
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> values = new HashMap<>();
        for (String header : text.split("; (?=[A-Za-z_-]+: )")) {
            String[] parts = header.split(": ", 2);
            values.put(parts[0], parts[1]);
        }
        return values;
    }
}
