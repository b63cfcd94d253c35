package io.jobdrop.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values that carry a unit. A bare number is refused, since its unit would be a guess. */
public final class Units {
    /**
     * By how much later than another a request may arrive that was sent at the same time: new connections and busy
     * machines delay some. A rate holds at the vendor's clock in spite of that.
     */
    public static final Duration RATE_MARGIN = Duration.ofMillis(125);

    private static final Pattern VALUE = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]+)");
    private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,5})\\s*/\\s*(s|min|h)");
    private static final Pattern PER_SECOND = Pattern.compile("(\\d{1,9}\\s*[A-Za-z]+)\\s*/\\s*s");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

    private Units() {}

    /**
     * A duration such as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h} or {@code 2d}.
     *
     * @throws IllegalArgumentException with a message that shows the right form
     */
    public static Duration duration(String value) {
        Matcher parts = VALUE.matcher(value);
        Long unit = parts.matches() ? MILLIS.get(parts.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + value + "' is no duration; write a number and ms, s, m, h or d");
        }
        try {
            return Duration.ofMillis(Math.multiplyExact(Long.parseLong(parts.group(1)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + value + "' is too long a duration", e);
        }
    }

    /**
     * The time between two of a number of requests per second, minute or hour, such as {@code 5/s}, {@code 60/min} or
     * {@code 500/h}. It is so long that no second, minute or hour has more, by {@link #RATE_MARGIN}.
     *
     * @throws IllegalArgumentException with a message that shows the right form
     */
    public static Duration spacing(String value) {
        Matcher parts = RATE.matcher(value);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + value + "' is no rate; write a number from 1 and /s, /min or /h");
        }
        return duration("1" + parts.group(2).charAt(0)).plus(RATE_MARGIN).dividedBy(Long.parseLong(parts.group(1)));
    }

    /**
     * Bytes per second, such as {@code 1KB/s} or {@code 10MB/s}; {@code 0} for none.
     *
     * @throws IllegalArgumentException with a message that shows the right form
     */
    public static long rate(String value) {
        if (value.equals("0")) {
            return 0;
        }
        Matcher parts = PER_SECOND.matcher(value);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + value + "' is no rate; write a size and /s, such as 1KB/s, or 0");
        }
        return bytes(parts.group(1));
    }

    /**
     * A size in bytes, such as {@code 512KB} or {@code 50GB}; 1 KB is 1024 bytes.
     *
     * @throws IllegalArgumentException with a message that shows the right form
     */
    public static long bytes(String value) {
        Matcher parts = VALUE.matcher(value);
        Long unit = parts.matches()
                ? BYTES.get(parts.group(2).toUpperCase(Locale.ROOT).replace("IB", "B"))
                : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + value + "' is no size; write a number and B, KB, MB, GB or TB");
        }
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + value + "' is too large a size", e);
        }
    }
}
