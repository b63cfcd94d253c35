package io.jobdrop.stage;

import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders {@code .staging/LEDGER/OWNER/feed/job/FENCE} below a drop: one for each claim of a job, so that no two
 * claims, processes or containers ever write to the same file.
 *
 * <p>A process locks its own folder. A later process takes over the folders that it can lock, since their owners are
 * dead, and leaves all others alone.
 */
final class StagingFolders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StagingFolders.class);
    private static final String LOCK = "lock";

    private final Path staging;
    private final Path ledger;
    private final Path own;
    private final Disk disk;
    private final AtomicBoolean warned = new AtomicBoolean();
    private @Nullable ProcessLock lock;

    /** Folders of one process; {@code ledgerId} and {@code owner} tell its ledger and itself from all others. */
    StagingFolders(Path drop, String ledgerId, String owner, Disk disk) {
        this.staging = drop.resolve(".staging");
        this.ledger = staging.resolve(ledgerId);
        this.own = ledger.resolve(owner);
        this.disk = disk;
    }

    /** Where everything is staged, for messages. */
    Path root() {
        return staging;
    }

    /** The folder of a job's claim. */
    Path of(Job job) {
        Claim claim = job.claim();
        return ofJob(job).resolve(Long.toString(claim == null ? 0 : claim.fence()));
    }

    /** The folder of all claims of a job. */
    Path ofJob(Job job) {
        return own.resolve(job.feed()).resolve(JobId.fileName(job.id()));
    }

    /** Creates the folder of a job's claim, unless it is there. */
    void create(Job job) throws IOException {
        lock();
        disk.createFolders(of(job));
    }

    private synchronized void lock() throws IOException {
        if (lock != null) {
            return;
        }
        for (Path folder : List.of(staging, ledger, own)) {
            if (Files.isSymbolicLink(folder)) {
                throw new IOException(folder + " is a symbolic link, which is never followed");
            }
        }
        disk.createFolders(own);
        lock = ProcessLock.take(own.resolve(LOCK)).orElseThrow(() -> new IOException("another process has " + own));
    }

    /** Gives a claim what the claim before it has staged, if that has ended for certain. */
    void takeOver(Job job) throws IOException {
        Claim claim = job.claim();
        if (claim == null || !claim.resumes() || Files.exists(of(job)) || !Files.isDirectory(ofJob(job))) {
            return;
        }
        List<Path> earlier = children(ofJob(job)).stream()
                .filter(folder -> folder.getFileName().toString().matches("\\d+") && fence(folder) < claim.fence())
                .sorted(Comparator.comparingLong(StagingFolders::fence))
                .toList();
        if (earlier.isEmpty()) {
            return;
        }
        Path last = earlier.get(earlier.size() - 1);
        for (Path older : earlier.subList(0, earlier.size() - 1)) {
            delete(older);
        }
        try {
            for (Path file : children(last)) {
                separate(file);
            }
            disk.move(last, of(job));
        } catch (IOException e) {
            // Nobody would come back to it.
            if (Disk.isFull(e)) {
                delete(last);
            }
            throw e;
        }
    }

    private static long fence(Path folder) {
        return Long.parseLong(folder.getFileName().toString());
    }

    // A process may have died between the two names of a file. What is published is never opened for writing.
    private void separate(Path file) throws IOException {
        if (file.getFileName().toString().matches("\\d+") && disk.hasOtherNames(file)) {
            Path copy = file.resolveSibling(file.getFileName() + ".copy");
            disk.copy(file, copy);
            disk.replace(copy, file);
        }
    }

    /** Takes over what dead processes have staged for this ledger. */
    void takeOverDead() {
        try {
            warnOfOlderVersions();
            for (Path other : Files.isDirectory(ledger) ? children(ledger) : List.<Path>of()) {
                if (!other.equals(own) && Files.isDirectory(other)) {
                    takeOver(other);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take over " + ledger, e);
        }
    }

    private void takeOver(Path other) throws IOException {
        Optional<ProcessLock> dead = ProcessLock.take(other.resolve(LOCK));
        if (dead.isEmpty()) {
            LOG.info("{} belongs to a process that lives; it is left alone", other);
            return;
        }
        try (ProcessLock held = dead.get()) {
            for (Path feed : children(other)) {
                for (Path job : Files.isDirectory(feed) ? children(feed) : List.<Path>of()) {
                    Path mine = own.resolve(feed.getFileName()).resolve(job.getFileName());
                    if (!Files.exists(mine)) {
                        lock();
                        disk.createFolders(Disk.folderOf(mine));
                        disk.move(job, mine);
                    }
                }
                if (!feed.endsWith(LOCK)) {
                    delete(feed);
                }
            }
            held.delete(other.resolve(LOCK), disk);
        }
    }

    private void warnOfOlderVersions() {
        for (Path other : !warned.getAndSet(true) && Files.isDirectory(staging) ? children(staging) : List.<Path>of()) {
            if (other.getFileName().toString().matches("[0-9a-f]{1,8}")) {
                LOG.warn(
                        "{} was left by an older version of jobdrop. Nothing uses it; delete it once no older version"
                                + " works on this drop",
                        other);
            }
        }
    }

    /** Removes what is staged for other jobs of a feed than those with these folders. */
    void retainOnly(String feed, Collection<String> names) {
        Path jobs = own.resolve(feed);
        if (Files.exists(jobs)) {
            children(jobs).stream()
                    .filter(job -> !names.contains(job.getFileName().toString()))
                    .forEach(this::delete);
        }
    }

    static List<Path> children(Path parent) {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + parent, e);
        }
    }

    /** Deletes a folder with all that is in it, and its parents as far as they are empty. */
    void delete(Path tree) {
        try {
            disk.delete(tree);
        } catch (DirectoryNotEmptyException e) {
            deleteAll(tree);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + tree, e);
        }
    }

    private void deleteAll(Path tree) {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                disk.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + tree, e);
        }
    }

    /** Deletes a job's folder when no claim of it has staged anything. */
    void deleteIfEmpty(Job job) {
        try {
            disk.delete(ofJob(job));
        } catch (IOException e) {
            LOG.debug("{} is still in use", ofJob(job), e);
        }
    }

    /** Gives the lock back, and removes what is empty. What is left is for the next process. */
    @Override
    public synchronized void close() {
        ProcessLock held = lock;
        lock = null;
        if (held == null) {
            return;
        }
        try {
            for (Path feed : children(own)) {
                if (Files.isDirectory(feed) && children(feed).isEmpty()) {
                    disk.delete(feed);
                }
            }
            if (children(own).size() == 1) {
                held.delete(own.resolve(LOCK), disk);
                disk.delete(ledger);
                disk.delete(staging);
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.trace("{} is still in use", staging);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be cleared: {}; the next start tries again", own, e.getMessage());
        } finally {
            held.close();
        }
    }
}
