package io.jobdrop.config;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The places of a feed's path into which something is put.
 *
 * @param jobId whether the job's id is among it; a setting always is
 */
record Placeholders(boolean jobId) {
    private static final Pattern BRACES = Pattern.compile("\\$?\\{+[^{}/?&#=]*}*|[^{}/?&#=]*}+");
    private static final Pattern SETTING = Pattern.compile("\\{\\{[^{}]+}}");
    private static final String JOB_ID = "{jobId}";

    /** The parts of a path with braces that nothing replaces, as they are written. */
    List<String> wrong(String path) {
        return BRACES.matcher(path)
                .results()
                .map(MatchResult::group)
                .filter(found -> !SETTING.matcher(found).matches() && !(jobId && found.equals(JOB_ID)))
                .toList();
    }

    /** What may be written. */
    String known() {
        return jobId
                ? JOB_ID + " is the job's id, {{KEY}} a setting"
                : "{{KEY}} is a setting, and nothing else is known here";
    }
}
