package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.config.WrongSetting;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Where commands read the environment and write to. */
record Console(PrintStream out, PrintStream err, Map<String, String> environment) {
    static final int FINE = 0;
    static final int UNDELIVERED = 1;
    static final int WRONG = 2;

    /** Says all problems at once; returns whether there are none. */
    boolean accept(Configuration configuration) {
        List<Problem> problems = configuration.problems();
        if (problems.isEmpty()) {
            return true;
        }
        err.println(
                problems.size() == 1
                        ? "1 problem, nothing was started:"
                        : problems.size() + " problems, nothing was started:");
        problems.forEach(problem -> err.println("  " + problem));
        return false;
    }

    /** Says one thing that is wrong with the command line. */
    int wrong(String what) {
        err.println(what);
        return WRONG;
    }

    /** Says what failed, without a stack trace. */
    int failed(Exception failure) {
        if (failure instanceof WrongSetting) {
            return wrong(String.valueOf(failure.getMessage()));
        }
        err.println("jobdrop failed: " + reason(failure));
        return UNDELIVERED;
    }

    /** The message of the innermost cause. */
    static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
