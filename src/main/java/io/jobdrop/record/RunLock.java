package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps a second run away from a ledger, unless both share its work, and names this run. Whoever takes it next knows which runs are dead for certain,
 * and may take over their work at once.
 */
public interface RunLock extends AutoCloseable {
    /**
     * Whether a run has the lock of a ledger. It leaves nothing behind.
     *
     * @throws UnusableLedger when the ledger's server cannot be asked
     */
    static boolean isHeld(LedgerAddress ledger) throws IOException {
        if (ledger instanceof LedgerAddress.OnServer server) {
            return ServerLock.isHeld(server);
        }
        return LockFile.isHeld(((LedgerAddress.InFile) ledger).file());
    }

    /**
     * Takes the lock of a ledger; empty when another run has it.
     *
     * @throws UnusableLedger when the ledger's server cannot be asked
     */
    static Optional<RunLock> take(LedgerAddress ledger) throws IOException {
        if (ledger instanceof LedgerAddress.OnServer server) {
            return ServerLock.take(server);
        }
        return LockFile.take(((LedgerAddress.InFile) ledger).file());
    }

    /** The same for a ledger in a file. */
    static Optional<RunLock> take(Path ledger) throws IOException {
        return take(new LedgerAddress.InFile(ledger));
    }

    /** The name of this run, which no other run has. */
    String owner();

    /** Whether a run of that name is dead for certain, or can change nothing any more. */
    boolean isDead(String other);

    /** What became of the lock, when it is not this run's any more and never will be; empty as long as it is. */
    Optional<String> lost();

    /** Why the lock is not this run's just now, in words for operators; empty when it is. It may come back. */
    Optional<String> away();

    @Override
    void close();
}
