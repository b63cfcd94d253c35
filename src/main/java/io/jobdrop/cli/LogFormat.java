package io.jobdrop.cli;

import io.jobdrop.config.Configuration;

/**
 * Tells Log4j the setting {@code jobdrop.log.format}, by a system property that config/log4j2.properties reads. Log4j
 * starts with the first logger, so that this comes before the configuration is checked.
 */
final class LogFormat {
    private static final String KEY = "jobdrop.log.format";
    private static final String JSON = "json";

    private LogFormat() {}

    /** A value that is none is left to the check, which reports it. */
    static void announce(Configuration.Sources sources) {
        if (Configuration.written(sources, KEY).equals(JSON)) {
            System.setProperty(KEY, JSON);
        }
    }
}
