package io.jobdrop.runtime;

import io.jobdrop.config.Settings;
import io.jobdrop.job.RootCause;
import io.jobdrop.record.UnusableLedger;

/** A configuration that nothing can run with. The message says all of why, in words for whoever configures it. */
public final class CannotRun extends Exception {
    private static final long serialVersionUID = 1;

    CannotRun(String message) {
        super(message);
    }

    CannotRun(String message, Throwable cause) {
        super(message, cause);
    }

    /** Starts routes. When they do not start, it says why in plain words, without secrets. */
    static void unless(Settings settings, Runnable start) throws CannotRun {
        try {
            start.run();
        } catch (UnusableLedger e) {
            throw new CannotRun(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw new CannotRun("The routes could not be started: " + settings.redact(RootCause.text(e)), e);
        }
    }
}
