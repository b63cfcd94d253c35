package io.jobdrop.status;

import io.jobdrop.job.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How times, sizes and states are shown. Whatever vendors said loses its secrets once more. */
final class Text {
    private static final String[] UNITS = {"KB", "MB", "GB", "TB"};

    private final Clock clock;
    private final UnaryOperator<String> redact;

    Text(Clock clock, UnaryOperator<String> redact) {
        this.clock = clock;
        this.redact = redact;
    }

    String safe(@Nullable String said) {
        return said == null ? "" : redact.apply(said);
    }

    /** How long ago or ahead a time is; the time itself appears where the pointer rests. */
    Html time(@Nullable Instant time) {
        if (time == null) {
            return Html.of("<span class=\"none\">never</span>");
        }
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        Duration ago = Duration.between(time, clock.instant());
        String words = ago.isNegative() ? "in " + length(ago.negated()) : length(ago) + " ago";
        return Html.of("<time datetime=\"{}\" title=\"{}\">{}</time>", second, second, words);
    }

    /** How much time has passed since then. */
    String since(Instant time) {
        return length(Duration.between(time, clock.instant()));
    }

    static String length(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 90) {
            return seconds + " s";
        }
        if (seconds < 90 * 60) {
            return duration.toMinutes() + " min";
        }
        return seconds < 48 * 3600 ? duration.toHours() + " h" : duration.toDays() + " days";
    }

    /** A time in full, for a page about one thing. */
    Html fullTime(@Nullable Instant time) {
        return time == null
                ? Html.of("<span class=\"none\">—</span>")
                : Html.of("{} <small>({})</small>", time.truncatedTo(ChronoUnit.SECONDS), time(time));
    }

    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }

    static Html state(JobState state) {
        return Html.of("<span class=\"state {}\">{}</span>", state.word(), state.word());
    }
}
