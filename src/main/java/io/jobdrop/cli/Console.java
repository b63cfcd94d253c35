package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.job.RootCause;
import io.jobdrop.record.LedgerRoom;
import io.jobdrop.record.UnusableLedger;
import io.jobdrop.runtime.Run;
import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where commands write to, and what they work on.
 *
 * @param sources where the configuration is, unless an option of the command says otherwise
 */
public record Console(PrintStream out, PrintStream err, Configuration.Sources sources) {
    static final int FINE = 0;
    static final int UNDELIVERED = 1;
    static final int WRONG = 2;

    private static final String UNWRITABLE = "standard output cannot be written; the answer is not whole";

    /** Says all problems at once; returns whether there are none with which nothing may start. */
    boolean accept(Configuration configuration) {
        List<Problem> problems = configuration.problems();
        if (configuration.obstacles().isEmpty()) {
            return true;
        }
        err.println(Problem.all(problems, Run.NOTHING));
        return false;
    }

    /** Ends a long answer that nobody can read any more: the pipe is closed, or the disk is full. */
    void requireOut() throws UncheckedIOException {
        if (out.checkError()) {
            throw new UncheckedIOException(new IOException(UNWRITABLE));
        }
    }

    /** The exit code of a command, which has not done its work when its answer could not be written. */
    int ended(int code) {
        if (!out.checkError()) {
            return code;
        }
        err.println("jobdrop failed: " + UNWRITABLE);
        return code == FINE ? UNDELIVERED : code;
    }

    /** Says one thing that is wrong with the command line. */
    int wrong(String what) {
        err.println(what);
        return WRONG;
    }

    // SQLite says what it missed in words of its own.
    private static String advice(Throwable failure) {
        boolean forbidden = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof AccessDeniedException
                        || String.valueOf(cause.getMessage()).contains("SQLITE_READONLY"));
        if (forbidden) {
            return ". Use the user of Jobdrop, or check owner and permissions";
        }
        return Disk.isFull(failure) || LedgerRoom.isFull(failure)
                ? ". Make room on the disk of the home, of the ledger or of temporary files"
                : "";
    }

    /** Says what failed, without a stack trace. */
    int failed(Exception failure) {
        if (failure instanceof WrongSetting || failure instanceof UnusableLedger) {
            return wrong(String.valueOf(failure.getMessage()));
        }
        if (!out.checkError()) {
            err.println("jobdrop failed: " + RootCause.text(failure) + advice(failure));
        }
        return UNDELIVERED;
    }
}
