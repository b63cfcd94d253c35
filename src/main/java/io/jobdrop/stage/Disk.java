package io.jobdrop.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps in which staging and publishing change the disk. Each is announced to {@link #before}, so that a test can
 * stop exactly there, as a loss of power would, or refuse it, as a full disk would.
 */
public class Disk {
    private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
    // ENOSPC and EDQUOT as the C library of Linux and macOS, and Windows call them.
    private static final Set<String> FULL = Set.of(
            "No space left on device",
            "Disk quota exceeded",
            "There is not enough space on the disk",
            "Not enough quota is available to process this command");
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final boolean shared;

    /** The disk of a process that has its drop alone. */
    public Disk() {
        this(false);
    }

    /** With {@code shared}, other nodes publish into the same drop. */
    public Disk(boolean shared) {
        this.shared = shared;
    }

    /** Is told of each step before it is taken. */
    protected void before(String step, Path path) throws IOException {}

    /**
     * What tells one run of the machine from another: as long as it is the same, all that was written is there, flushed
     * or not. Empty where nothing tells.
     */
    public String boot() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            LOG.trace("no boot id", e);
            return "";
        }
    }

    /** Creates a file, in the place of one that may be there: what that holds is not touched, it only loses this name. */
    public FileChannel create(Path file) throws IOException {
        before("create", file);
        try {
            return FileChannel.open(file, NEW);
        } catch (FileAlreadyExistsException e) {
            Files.delete(file);
            return FileChannel.open(file, NEW);
        }
    }

    /** Opens a file that is there, for reading and writing. */
    public FileChannel open(Path file) throws IOException {
        before("open", file);
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Whether a file has other names than this one, or may have: not every file system tells. */
    public boolean hasOtherNames(Path file) throws IOException {
        boolean tells = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return !tells || !Objects.equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS), 1);
    }

    /** Copies a file to a new one. */
    public void copy(Path file, Path target) throws IOException {
        before("copy", file);
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        flush(target);
    }

    /** Gives a folder another name. */
    public void move(Path folder, Path target) throws IOException {
        before("move", target);
        Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes all of a buffer. */
    public void write(FileChannel out, Path file, ByteBuffer bytes) throws IOException {
        before("write", file);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Makes sure that what was written survives a loss of power. */
    public void flush(FileChannel out, Path file) throws IOException {
        before("flush", file);
        out.force(true);
    }

    /** The same for a file or folder that is not open. */
    public void flush(Path path) throws IOException {
        before("flush", path);
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** The bytes of all files below a folder; 0 when it does not exist. What changes meanwhile may be counted or not. */
    public long sizeOf(Path folder) {
        return sizeOf(folder, file -> true);
    }

    /** The same for some of the files. */
    long sizeOf(Path folder, Predicate<Path> counts) {
        try (Stream<Path> entries = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            return entries.filter(entry -> Files.isRegularFile(entry) && counts.test(entry))
                    .mapToLong(entry -> entry.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** The bytes that are free where a folder is, or will be. */
    public long free(Path folder) {
        return existing(folder).toFile().getUsableSpace();
    }

    /** The bytes of the file system where a folder is, or will be; 0 where nothing tells. */
    public long total(Path folder) {
        return existing(folder).toFile().getTotalSpace();
    }

    private static Path existing(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }

    /**
     * Whether a failure is one of a file system of this machine that has no room, or no room for this user. Only the words
     * of the system itself count, since others speak of disks of their own.
     */
    public static boolean isFull(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .filter(IOException.class::isInstance)
                .map(cause -> cause instanceof FileSystemException file ? file.getReason() : cause.getMessage())
                .anyMatch(words -> words != null && FULL.contains(words));
    }

    /** Creates a folder, which a loss of power may take away again, and returns the new ones, the outermost first. */
    public List<Path> createFolders(Path wanted) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = wanted; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(0, path);
        }
        if (!missing.isEmpty()) {
            before("folder", wanted);
        }
        // Of a longer path it would learn by a failure what is there.
        for (Path folder : missing) {
            Files.createDirectories(folder);
        }
        return missing;
    }

    /** Creates a folder. Each new one is an entry in its parent, which reaches the disk too. */
    public void createLastingFolders(Path wanted) throws IOException {
        for (Path created : createFolders(wanted)) {
            flush(folderOf(created));
        }
    }

    /** Deletes a file or an empty folder, if it is there. */
    public void delete(Path path) throws IOException {
        before("delete", path);
        Files.deleteIfExists(path);
    }

    /** Replaces a file by another one in one step. */
    public void replace(Path by, Path file) throws IOException {
        before("replace", file);
        Files.move(by, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Gives a file its final name in one step, which never replaces what stands there. A rename would; a link refuses.
     * Where a file system has no links, the rename is all there is, and nodes that share the drop do without.
     *
     * @throws FileAlreadyExistsException when something stands there
     */
    public void publish(Path file, Path target) throws IOException {
        before("publish", target);
        try {
            link(target, file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            if (isFull(e)) {
                throw e;
            }
            if (shared) {
                throw new IOException(
                        "jobdrop.drop.dir has no hard links, and nodes could replace each other's files there: "
                                + target
                                + ". Use another file system, a bucket or an endpoint, or one node without"
                                + " jobdrop.cluster.key",
                        e);
            }
            LOG.debug("no links on this file system", e);
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        delete(file);
    }

    /** Gives a file one more name. */
    protected void link(Path target, Path file) throws IOException {
        Files.createLink(target, file);
    }

    /** The folder that a file is in. */
    public static Path folderOf(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }
}
