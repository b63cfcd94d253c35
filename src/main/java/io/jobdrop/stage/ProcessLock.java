package io.jobdrop.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that one process at a time has. The operating system gives it back when the process dies, however it dies, so
 * whoever can take it knows that the process before is dead. A process that is stopped keeps it.
 */
public final class ProcessLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);

    private final FileChannel channel;
    private final String claim;
    private boolean closed;

    private ProcessLock(FileChannel channel, String claim) {
        this.channel = channel;
        this.claim = claim;
    }

    /** Takes a file, which is created with its folder when it does not exist; empty when another process has it. */
    public static Optional<ProcessLock> take(Path file) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        // POSIX gives a process's lock back as soon as any channel on the file is closed, also one that only looked.
        // So a property, which all class loaders share, tells whether this process has it.
        String claim = ProcessLock.class.getName() + ":" + folder.toRealPath().resolve(file.getFileName());
        if (System.getProperties().putIfAbsent(claim, "held") != null) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new ProcessLock(channel, claim));
            }
            channel.close();
        } catch (IOException | RuntimeException e) {
            System.clearProperty(claim);
            throw e;
        }
        System.clearProperty(claim);
        return Optional.empty();
    }

    /** The text in the file. */
    public String text() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.min(channel.size(), 1024)));
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** Replaces the text in the file. */
    public void write(String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /**
     * Deletes this file with its folder, which holds nothing else, and gives the file back. Windows may keep the name of
     * a deleted file until it is closed; the folder goes then.
     */
    void delete(Path file, Disk disk) throws IOException {
        Path folder = Disk.folderOf(file);
        try {
            disk.delete(file);
            disk.delete(folder);
            return;
        } catch (FileSystemException e) {
            LOG.trace("{} is deleted when it is closed", file, e);
        } finally {
            close();
        }
        disk.delete(file);
        disk.delete(folder);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.clearProperty(claim);
        }
    }
}
