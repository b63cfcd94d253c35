package io.jobdrop.record;

import io.jobdrop.stage.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a ledger in a file: the file beside it holds the name of who has the lock, and below it those of the runs
 * before. Whoever takes it next finds the names of processes that are dead for certain, and may take over their work at
 * once. The last name alone is not enough: its process may have died before it took over the work of the one before.
 *
 * <p>Somebody may delete the file under a running process, and a second run gets in. Both then have names of their own,
 * and {@link #lost} tells the first.
 */
final class LockFile implements RunLock {
    // 45 bytes each, and a process lock reads 1024 bytes.
    private static final int NAMES = 20;

    private final Path file;
    private final @Nullable Object fileKey;
    private final ProcessLock lock;
    private final String owner;
    private final Predicate<String> dead;

    private LockFile(Path file, ProcessLock lock, String owner, Predicate<String> dead) throws IOException {
        this.file = file;
        this.fileKey = fileKey(file);
        this.lock = lock;
        this.owner = owner;
        this.dead = dead;
    }

    /** Whether a run has the lock beside a ledger's file. It leaves nothing behind. */
    static boolean isHeld(Path ledger) throws IOException {
        if (!Files.exists(file(ledger))) {
            return false;
        }
        Optional<ProcessLock> lock = ProcessLock.take(file(ledger));
        lock.ifPresent(ProcessLock::close);
        return lock.isEmpty();
    }

    private static Path file(Path ledger) {
        return ledger.resolveSibling(ledger.getFileName() + ".lock");
    }

    /** Takes the lock beside a ledger's file; empty when another run has it. */
    static Optional<RunLock> take(Path ledger) throws IOException {
        Path file = file(ledger);
        boolean existed = Files.exists(file);
        Optional<ProcessLock> taken = ProcessLock.take(file);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        ProcessLock lock = taken.get();
        try {
            List<String> before = lock.text().lines().limit(NAMES - 1).toList();
            String owner = "jobdrop-" + UUID.randomUUID();
            lock.write(Stream.concat(Stream.of(owner), before.stream()).collect(Collectors.joining("\n")));
            // Versions before this one wrote no name, and let one process at a time have a ledger.
            boolean nameless = existed && before.isEmpty();
            return Optional.of(new LockFile(file, lock, owner, other -> nameless || before.contains(other)));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public boolean isDead(String other) {
        return dead.test(other);
    }

    @Override
    public Optional<String> lost() {
        // The file is not opened: POSIX gives the lock back when any channel on it is closed.
        try {
            return Objects.equals(fileKey(file), fileKey)
                    ? Optional.empty()
                    : Optional.of("another jobdrop run has " + file + " now");
        } catch (IOException e) {
            return Optional.of(file + " was deleted");
        }
    }

    @Override
    public Optional<String> away() {
        return Optional.empty();
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        lock.close();
    }
}
