package io.jobdrop.recorded;

import io.jobdrop.job.JobState;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of recorded answers.
 *
 * @param pollError why the poll failed; null when it did not
 * @param jobs by their ids
 * @param requests all that were made
 */
record Outcome(@Nullable String pollError, Map<String, FoundJob> jobs, List<SentRequest> requests) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$./][A-Za-z0-9_$./=?&%+-]*");

    private static final Pattern PRINTED = Pattern.compile("[\\P{C}&&[^\\u2028\\u2029]]*");

    /**
     * What became of a job.
     *
     * @param reason why; empty where nobody said
     * @param files the names under which its files would be delivered
     */
    record FoundJob(JobState state, String reason, List<String> files) {
        @Override
        public String toString() {
            return state.word()
                    + (reason.isEmpty() ? "" : ": " + reason)
                    + (files.isEmpty() ? "" : " as " + String.join(", ", files));
        }
    }

    /** The jobs as a file of recorded answers has them. */
    String jobsText() {
        return jobs.isEmpty()
                ? "jobs: {}"
                : jobs.entrySet().stream()
                        .map(job -> "  " + text(job.getKey()) + ": " + text(job.getValue()))
                        .collect(Collectors.joining("\n", "jobs:\n", ""));
    }

    private static String text(FoundJob job) {
        String files = job.files().stream().map(Outcome::text).collect(Collectors.joining(", "));
        String more = (job.reason().isEmpty() ? "" : ", reason: " + text(job.reason()))
                + (files.isEmpty() ? "" : ", files: [" + files + "]");
        return more.isEmpty() ? job.state().word() : "{state: " + job.state().word() + more + "}";
    }

    /** A text as a value of YAML, in quotes where it needs them. */
    static String text(String value) {
        if (PLAIN.matcher(value).matches()) {
            return value;
        }
        // JSON is YAML, and has an escape for what YAML does not print.
        return PRINTED.matcher(value).matches() ? "'" + value.replace("'", "''") + "'" : JsonText.printed(value);
    }
}
