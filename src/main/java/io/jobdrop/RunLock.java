package io.jobdrop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
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
    private final String claim;

    private RunLock(FileChannel channel, String claim) {
        this.channel = channel;
        this.claim = claim;
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
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        // POSIX gives a process's lock back as soon as any channel on the file is closed, also one that only looked.
        // Whether
        // this process has it is therefore asked elsewhere, where bundles with class loaders of their own meet.
        String claim = RunLock.class.getName() + ":" + folder.toRealPath().resolve(file.getFileName());
        if (System.getProperties().putIfAbsent(claim, "held") != null) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new RunLock(channel, claim));
            }
            channel.close();
        } catch (IOException | RuntimeException e) {
            System.clearProperty(claim);
            throw e;
        }
        System.clearProperty(claim);
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.clearProperty(claim);
        }
    }
}
