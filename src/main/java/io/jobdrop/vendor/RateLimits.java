package io.jobdrop.vendor;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an answer's headers say of when to ask again: {@code Retry-After} (RFC 9110 10.2.3, seconds or a date), and a
 * budget that is used up: {@code RateLimit-Remaining: 0} with {@code RateLimit-Reset} (draft-ietf-httpapi-ratelimit-headers-07),
 * {@code RateLimit} (draft 08 and later), and their {@code X-} ancestors, whose reset may be a time since 1970.
 */
public final class RateLimits {
    private static final long SINCE_1970 = 1_000_000_000L;
    private static final Pattern DRAFT_8 = Pattern.compile("(?i);\\s*r\\s*=\\s*0\\s*;.*?\\bt\\s*=\\s*(\\d{1,9})\\b");

    private RateLimits() {}

    /**
     * How long the other side wants to be left alone.
     *
     * @param header the value of a header; null or blank where there is none
     */
    public static Optional<Duration> pause(int status, UnaryOperator<@Nullable String> header, Instant now) {
        Optional<Duration> after = status >= 400 ? retryAfter(value(header, "Retry-After"), now) : Optional.empty();
        return after.isPresent() ? after : spent(header, now);
    }

    private static Optional<Duration> retryAfter(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            // A date has whole seconds: the moment that is meant lies up to a second later.
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .plusSeconds(1);
            return Optional.of(Duration.between(now, date)).filter(pause -> !pause.isNegative());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> spent(UnaryOperator<@Nullable String> header, Instant now) {
        Matcher draft8 = DRAFT_8.matcher(value(header, "RateLimit"));
        if (draft8.find()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(draft8.group(1))));
        }
        return Stream.of("RateLimit-", "X-RateLimit-", "X-Rate-Limit-")
                .filter(prefix -> value(header, prefix + "Remaining").equals("0"))
                .map(prefix -> value(header, prefix + "Reset"))
                .filter(reset -> reset.matches("\\d{1,12}"))
                .map(Long::parseLong)
                .map(reset -> Duration.ofSeconds(reset < SINCE_1970 ? reset : reset - now.getEpochSecond() + 1))
                .filter(pause -> !pause.isNegative())
                .findFirst();
    }

    private static String value(UnaryOperator<@Nullable String> header, String name) {
        String value = header.apply(name);
        return value == null ? "" : value.strip();
    }
}
