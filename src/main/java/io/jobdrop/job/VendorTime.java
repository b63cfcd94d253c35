package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A point in time as vendors write it: ISO 8601 and RFC 9557, the dates of HTTP and mail (RFC 9110 5.6.7, RFC 5322 3.3),
 * and the time since 1970 in seconds (9 to 11 digits), milliseconds (12 to 14), microseconds (16) or nanoseconds (19).
 * Without a zone it is UTC, without a time midnight. A name of a day of the week is not compared with the date.
 */
public final class VendorTime {
    private static final int LONGEST = 100;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,40}(?:[.,]\\d{1,40})?(?:E[+]?\\d{1,2})?");
    private static final String TIME =
            "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d+))?)?";
    private static final String OFFSET = "[+-]\\d{1,2}(?::?\\d{2}(?::?\\d{2})?)?";
    private static final String ZONE = " ?(?<zone>(?:Z|UTC?|GMT)? ?" + OFFSET
            + "|Z|UTC?|GMT|[ECMP][SD]T)?(?: ?\\([^)]*\\))?(?<tags>(?:\\[[^\\]]*])*)";
    private static final String YEAR = "(?<year>\\d{4})";
    private static final String MONTH = "(?<month>[A-Z]{3,9})\\.?";
    private static final String DAY = "(?<day>\\d{1,2})";
    private static final List<Pattern> FORMS = List.of(
            Pattern.compile(YEAR + "([-/])(?<month>\\d{1,2})\\2" + DAY + "(?:[T ] ?" + TIME + ")?" + ZONE),
            Pattern.compile(YEAR + "(?<month>\\d{2})(?<day>\\d{2})T(?<hour>\\d{2})(?<minute>\\d{2})"
                    + "(?<second>\\d{2})(?:[.,](?<fraction>\\d+))?" + ZONE),
            Pattern.compile(DAY + "[ -]" + MONTH + "[ -](?<year>\\d{4}|\\d{2}),?(?: " + TIME + ")?" + ZONE),
            Pattern.compile(MONTH + " " + DAY + ",? " + YEAR + ",?(?: " + TIME + ")?" + ZONE),
            Pattern.compile(
                    MONTH + " " + DAY + " " + TIME + "(?: (?<zone>UTC?|GMT|[ECMP][SD]T))? " + YEAR + "(?<tags>)"));
    private static final String WEEKDAY = "^(?:MON|TUE(?:S)?|WED(?:NES)?|THU(?:R|RS)?|FRI|SAT(?:UR)?|SUN)(?:DAY)?,? ";
    private static final List<String> MONTHS = List.of(
            "JANUARY",
            "FEBRUARY",
            "MARCH",
            "APRIL",
            "MAY",
            "JUNE",
            "JULY",
            "AUGUST",
            "SEPTEMBER",
            "OCTOBER",
            "NOVEMBER",
            "DECEMBER");
    // RFC 5322 4.3
    private static final Map<String, Integer> AMERICAN =
            Map.of("EDT", -4, "EST", -5, "CDT", -5, "CST", -6, "MDT", -6, "MST", -7, "PDT", -7, "PST", -8);

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
        if (text.length() > LONGEST) {
            throw new DateTimeException("no time has more than " + LONGEST + " characters");
        }
        String plain =
                text.replace('\u2212', '-').replaceAll("[\\p{Z}\\s]+", " ").strip();
        String upper = plain.toUpperCase(Locale.ROOT);
        if (NUMBER.matcher(upper).matches()) {
            return sinceEpoch(new BigDecimal(upper.replace(',', '.')));
        }
        String dated = upper.replaceFirst(WEEKDAY, "");
        for (Pattern form : FORMS) {
            Matcher found = form.matcher(dated);
            if (found.matches()) {
                return instant(found, plain);
            }
        }
        throw new DateTimeException("it has none of the forms of a time");
    }

    private static Instant sinceEpoch(BigDecimal number) {
        int digits = number.precision() - number.scale();
        int unit = digits >= 9 && digits <= 11
                ? 0
                : digits >= 12 && digits <= 14 ? 3 : digits == 16 ? 6 : digits == 19 ? 9 : -1;
        if (unit < 0) {
            throw new DateTimeException("a number of " + digits + " digits is no time since 1970");
        }
        BigDecimal nanos = number.movePointRight(9 - unit).setScale(0, RoundingMode.DOWN);
        BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.TEN.pow(9));
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    private static Instant instant(Matcher found, String plain) {
        String year = found.group("year");
        int century = year.length() > 2 ? 0 : Integer.parseInt(year) < 50 ? 2000 : 1900; // RFC 5322 4.3
        LocalDate date = LocalDate.of(
                century + Integer.parseInt(year), month(found.group("month")), Integer.parseInt(found.group("day")));
        String hour = found.group("hour");
        String second = found.group("second");
        boolean endOfDay = "24".equals(hour);
        // A leap second is told as the one before it, which Java knows.
        LocalTime time = LocalTime.of(
                hour == null || endOfDay ? 0 : Integer.parseInt(hour),
                hour == null ? 0 : Integer.parseInt(found.group("minute")),
                second == null ? 0 : "60".equals(second) ? 59 : Integer.parseInt(second),
                nanos(found.group("fraction")));
        if (endOfDay && !time.equals(LocalTime.MIDNIGHT)) {
            throw new DateTimeException("there is no hour 24");
        }
        LocalDateTime local = date.plusDays(endOfDay ? 1 : 0).atTime(time);
        return local.atZone(zone(found.group("zone"), found.group("tags"), plain))
                .toInstant();
    }

    private static int month(String text) {
        if (Character.isDigit(text.charAt(0))) {
            return Integer.parseInt(text);
        }
        for (String month : MONTHS) {
            boolean cut = text.length() <= "SEPT".length() && month.startsWith(text);
            if (cut || month.equals(text)) {
                return MONTHS.indexOf(month) + 1;
            }
        }
        throw new DateTimeException("there is no such month");
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    // An offset decides; the name of a zone behind it says how people there read it (RFC 9557 3.4).
    private static ZoneId zone(@Nullable String zone, String tags, String plain) {
        if (zone == null) {
            int tag = tags.indexOf('[');
            // The name is taken from the text as it was: zones are known by their case.
            String name = plain.substring(plain.length() - tags.length()).split("]", 2)[0];
            return tag < 0 || name.contains("=")
                    ? ZoneOffset.UTC
                    : ZoneId.of(name.substring(1).replaceFirst("^!", ""));
        }
        Integer american = AMERICAN.get(zone);
        if (american != null) {
            return ZoneOffset.ofHours(american);
        }
        String offset = zone.replaceFirst("^(?:Z|UTC?|GMT)? ?", "").replace(":", "");
        boolean oneDigit = offset.length() == 2 || offset.length() == 4;
        return offset.isEmpty()
                ? ZoneOffset.UTC
                : ZoneOffset.of(oneDigit ? offset.charAt(0) + "0" + offset.substring(1) : offset);
    }
}
