package io.jobdrop.record;

/** A ledger that a newer version of the program has written. This one does not know what its columns mean. */
public final class NewerLedger extends UnusableLedger {
    private static final long serialVersionUID = 1L;

    NewerLedger(String message) {
        super(message);
    }
}
