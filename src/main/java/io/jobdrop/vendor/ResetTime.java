package io.jobdrop.vendor;

import io.jobdrop.job.VendorTime;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * A time as headers give it: seconds from now or since 1970 (also in milliseconds, with fractions), a span such as
 * {@code 1m30s}, a date of HTTP (RFC 9110 5.6.7), or ISO 8601.
 */
final class ResetTime {
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    // So many seconds from now are more than thirty years: they are meant from 1970 on.
    private static final BigDecimal SINCE_1970 = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal FINER = BigDecimal.valueOf(100_000_000_000L);
    private static final int NANO_DIGITS = 9;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}(\\.\\d{1,19})?");
    private static final Pattern SPAN =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s?(ms|us|\u00b5s|ns|d|h|m|s)\\s?", Pattern.CASE_INSENSITIVE);
    private static final Pattern HTTP_DATE =
            Pattern.compile("[A-Z][a-z]{2,8}, \\d{1,2}[ -][A-Z][a-z]{2}[ -]\\d{2,4} \\d\\d:\\d\\d:\\d\\d GMT");
    private static final Map<String, Duration> UNITS = Map.of(
            "d", Duration.ofDays(1),
            "h", Duration.ofHours(1),
            "m", Duration.ofMinutes(1),
            "s", Duration.ofSeconds(1),
            "ms", Duration.ofMillis(1),
            "us", Duration.ofNanos(1000),
            "\u00b5s", Duration.ofNanos(1000),
            "ns", Duration.ofNanos(1));

    private ResetTime() {}

    /**
     * How long it is until then; empty when it is past, or cannot be read. Never more than a month.
     *
     * @param millis whether a number is meant in milliseconds
     */
    static Optional<Duration> pause(String value, boolean millis, Instant now) {
        Matcher date = HTTP_DATE.matcher(value);
        String one = date.lookingAt() ? date.group() : value.split("[,;]", 2)[0].strip();
        Optional<Duration> pause = NUMBER.matcher(one).matches() ? number(one, millis, now) : span(one);
        return pause.or(() -> moment(one).flatMap(then -> until(then, now)))
                .map(found -> found.compareTo(LONGEST) > 0 ? LONGEST : found);
    }

    private static Optional<Duration> number(String text, boolean millis, Instant now) {
        BigDecimal given = new BigDecimal(text);
        BigDecimal seconds = millis ? given.divide(THOUSAND) : given;
        if (seconds.compareTo(SINCE_1970) < 0) {
            return Optional.of(span(seconds, Duration.ofSeconds(1)));
        }
        while (seconds.compareTo(FINER) >= 0) {
            seconds = seconds.divide(THOUSAND);
        }
        return until(Instant.EPOCH.plus(span(seconds, Duration.ofSeconds(1))), now);
    }

    private static Optional<Duration> span(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = SPAN.matcher(text);
        int at = 0;
        while (part.find() && part.start() == at) {
            Duration unit = UNITS.getOrDefault(part.group(2).toLowerCase(Locale.ROOT), Duration.ZERO);
            sum = sum.plus(span(new BigDecimal(part.group(1)), unit));
            at = part.end();
        }
        return at > 0 && at == text.length() ? Optional.of(sum) : Optional.empty();
    }

    private static Duration span(BigDecimal count, Duration unit) {
        BigDecimal seconds = count.multiply(BigDecimal.valueOf(unit.toSeconds()))
                .add(count.multiply(BigDecimal.valueOf(unit.toNanosPart(), NANO_DIGITS)));
        long whole = seconds.longValue();
        return Duration.ofSeconds(
                whole,
                seconds.subtract(BigDecimal.valueOf(whole))
                        .movePointRight(NANO_DIGITS)
                        .longValue());
    }

    private static Optional<Instant> moment(String text) {
        Instant date = DateUtils.parseStandardDate(text);
        if (date != null) {
            return Optional.of(date);
        }
        try {
            return Optional.of(VendorTime.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    // A time in whole seconds lies up to a second later than it says.
    private static Optional<Duration> until(Instant then, Instant now) {
        Instant end = then.equals(then.truncatedTo(ChronoUnit.SECONDS)) ? then.plusSeconds(1) : then;
        return Optional.of(Duration.between(now, end)).filter(pause -> !pause.isNegative());
    }
}
