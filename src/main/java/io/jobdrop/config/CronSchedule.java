package io.jobdrop.config;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** When a feed is polled: a Quartz cron expression, whose time zone is another setting. */
public final class CronSchedule {
    private static final Pattern VARIABLE = Pattern.compile("(?i)(?:cron_tz|tz|time-?zone)\\s*=\\s*(\\S+)");
    private static final Pattern REGION = Pattern.compile("[A-Za-z][A-Za-z_]*/[A-Za-z][A-Za-z0-9_/+-]*");
    private static final Pattern OFFSET = Pattern.compile("(?i)(?:UTC?|GMT)?[+-]\\d{1,2}(?::?\\d{2})?|UTC?|GMT|Z");

    // Java copies all of them for each who asks.
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private final CronExpression expression;

    private CronSchedule(CronExpression expression) {
        this.expression = expression;
    }

    /**
     * A schedule that was checked.
     *
     * @throws IllegalArgumentException when it is no cron expression
     */
    public static CronSchedule of(String cron, TimeZone zone) {
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(zone);
            return new CronSchedule(expression);
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The next time after this one; empty when there is none. */
    public Optional<Instant> after(Instant time) {
        return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(time)))
                .map(Date::toInstant);
    }

    /** The time between the next two times; empty when there are less. */
    public Optional<Duration> intervalAfter(Instant time) {
        Optional<Instant> next = after(time);
        return next.flatMap(this::after).map(second -> Duration.between(next.orElseThrow(), second));
    }

    /**
     * Refuses what never fires.
     *
     * @throws IllegalArgumentException with a message that shows the right form
     */
    static void check(String value) {
        zone(value).ifPresent(zone -> {
            throw new IllegalArgumentException("'" + value + "' holds a time zone, which is no part of a schedule;"
                    + " set FEED.time-zone = " + zone + ", or jobdrop.time-zone for all feeds");
        });
        try {
            if (new CronExpression(value).getNextValidTimeAfter(Date.from(Instant.now())) == null) {
                throw new IllegalArgumentException("'" + value + "' never fires");
            }
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no Quartz cron expression (" + e.getMessage()
                            + "); six fields from seconds to day of week, such as 0 0/5 * * * ?",
                    e);
        }
    }

    /**
     * Refuses unknown time zones, and abbreviations: several zones share {@code CST}.
     *
     * @throws IllegalArgumentException with a message that shows the right form
     */
    static void checkZone(String value) {
        try {
            ZoneId.of(value);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no time zone such as Europe/Berlin, UTC or +02:00"
                            + Nearest.suggestion(value, ZONES),
                    e);
        }
    }

    // People write it before the fields, as some crontabs allow, or behind them.
    private static Optional<String> zone(String value) {
        Matcher variable = VARIABLE.matcher(value);
        if (variable.find()) {
            return Optional.of(variable.group(1));
        }
        return Arrays.stream(value.split("\\s+"))
                .map(field -> field.replaceAll("[\\[\\]()\"']", ""))
                .filter(CronSchedule::isZone)
                .findFirst();
    }

    private static boolean isZone(String field) {
        return REGION.matcher(field).matches()
                || OFFSET.matcher(field).matches()
                || ZoneId.SHORT_IDS.containsKey(field)
                || ZONES.contains(field);
    }
}
