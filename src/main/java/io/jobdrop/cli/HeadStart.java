package io.jobdrop.cli;

import io.jobdrop.http.TlsKeys;
import io.jobdrop.record.LedgerDatabase;
import org.slf4j.LoggerFactory;

/**
 * Loads, beside the thread that starts a run, what the run needs and what takes long the first time: the authorities that
 * Java trusts, and what opens a ledger.
 */
final class HeadStart {
    private HeadStart() {}

    static void begin() {
        Thread thread = new Thread(HeadStart::load, "jobdrop-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        try {
            LedgerDatabase.load();
            TlsKeys.ofJava();
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(HeadStart.class).debug("it fails again where it is needed", e);
        }
    }
}
