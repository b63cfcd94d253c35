package io.jobdrop.runtime;

/** A configuration that nothing can run with. The message says all of why, in words for whoever configures it. */
public final class CannotRun extends Exception {
    private static final long serialVersionUID = 1;

    CannotRun(String message) {
        super(message);
    }

    CannotRun(String message, Throwable cause) {
        super(message, cause);
    }
}
