package io.jobdrop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps a second run away from a ledger. The operating system gives the lock back when the process dies, however it
 * dies, so that the next start may take over at once what was in flight.
 */
public final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Whether a run has the lock beside a ledger's file. It leaves nothing behind. */
    public static boolean isHeld(Path ledger) throws IOException {
        if (!Files.exists(file(ledger))) {
            return false;
        }
        Optional<RunLock> lock = take(ledger);
        lock.ifPresent(RunLock::close);
        return lock.isEmpty();
    }

    private static Path file(Path ledger) {
        return ledger.resolveSibling(ledger.getFileName() + ".lock");
    }

    /** Takes the lock beside a ledger's file; empty when another run has it. */
    public static Optional<RunLock> take(Path ledger) throws IOException {
        Path file = file(ledger);
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new RunLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // Another run in this very process has it.
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
