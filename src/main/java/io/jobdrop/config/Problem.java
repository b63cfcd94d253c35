package io.jobdrop.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with the configuration.
 *
 * @param where the file and line, the environment variable, or the option that holds it
 * @param what what is wrong, with the value and the nearest right one
 * @param stops whether nothing may start with it; else what runs does so as if it were not there
 */
public record Problem(String where, String what, boolean stops) {
    /** A problem with which nothing may start. */
    public Problem(String where, String what) {
        this(where, what, true);
    }

    /** All of them, a line each, and what became of that. */
    public static String all(List<Problem> problems, String consequence) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return count + ", " + consequence + ":"
                + problems.stream()
                        .map(problem -> System.lineSeparator() + "  " + problem)
                        .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return where + ": " + what;
    }
}
