package io.jobdrop.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The level of the log, which is an environment variable, since the log starts before settings are read. */
public final class LogLevel {
    static final String VARIABLE = "JOBDROP_LOG_LEVEL";
    private static final List<String> LEVELS =
            List.of("off", "fatal", "error", "warn", "info", "debug", "trace", "all");

    private LogLevel() {}

    /** What is wrong with it, if anything is. This starts no log. */
    public static Optional<Problem> problem(Map<String, String> environment) {
        String level = environment.getOrDefault(VARIABLE, "info");
        return LEVELS.contains(level.strip().toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(new Problem(
                        "environment " + VARIABLE,
                        "'" + level + "' is no level; there is " + String.join(", ", LEVELS)
                                + Nearest.suggestion(level, LEVELS)));
    }
}
