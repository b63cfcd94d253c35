package io.jobdrop.name;

import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.VendorTime;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** When the vendor completed a job, as parts of a name, in the feed's time zone. */
final class CompletionTime {
    private static final int LONGEST = 40;

    private CompletionTime() {}

    /**
     * The parts year, month, day and hour.
     *
     * @throws Held when the vendor gives no time that can be read: a guess would give a repeat another name
     */
    static Map<String, String> parts(JsonField field, Job job, ZoneId zone) {
        String text = field.textIn(job.fields())
                .orElseThrow(() -> new Held("jobdrop.drop.name asks for the completion time, but the vendor gives none"
                        + (field.isGiven() ? " at " + field.path() : "")));
        try {
            ZonedDateTime time = VendorTime.parse(text).atZone(zone);
            return Map.of(
                    "year", time.format(DateTimeFormatter.ofPattern("uuuu")),
                    "month", time.format(DateTimeFormatter.ofPattern("MM")),
                    "day", time.format(DateTimeFormatter.ofPattern("dd")),
                    "hour", time.format(DateTimeFormatter.ofPattern("HH")));
        } catch (DateTimeException e) {
            String shown = Redacted.line(text);
            String value = shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
            throw new Held(
                    "jobdrop.drop.name asks for the completion time, but the vendor's at " + field.path()
                            + " cannot be read: '" + value + "'; the next poll checks it again",
                    e);
        }
    }
}
