package io.jobdrop.record;

/** A ledger that cannot be opened as the settings are. The message is one line for operators, without secrets. */
public class UnusableLedger extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableLedger(String message) {
        super(message);
    }

    UnusableLedger(String message, Throwable cause) {
        super(message, cause);
    }
}
