package io.jobdrop.stage;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RootCause;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Staging in a folder below the drop, on the same file system, so that publishing is a rename: see {@link StagingFolders}.
 * Beside each result is its {@link Checkpoint}.
 *
 * <p>A body is hashed on the way and flushed to the disk; the memory it takes does not depend on its length.
 */
public final class FolderStaging implements Staging, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderStaging.class);
    private final StagingFolders folders;
    private final long maxSize;
    private final Progress progress;
    private final Disk disk;
    private final Checkpoints checkpoints;
    private final Room room;
    private final String boot;
    private final ExecutorService threads = DaemonThreads.named("jobdrop-file");

    /**
     * Staging below {@code drop}.
     *
     * @param ledgerId the name of the ledger, wherever its file lies: two homes may share a drop
     * @param owner the name of this process
     * @param maxSize a longer body is refused, in bytes
     */
    public FolderStaging(Path drop, String ledgerId, String owner, long maxSize, Progress progress, Disk disk) {
        this(
                drop,
                ledgerId,
                owner,
                maxSize,
                progress,
                disk,
                new Room(drop, disk, Clock.systemUTC(), times -> Duration.ZERO));
    }

    /** The same, with the room that others look at too. */
    public FolderStaging(
            Path drop, String ledgerId, String owner, long maxSize, Progress progress, Disk disk, Room room) {
        this.folders = new StagingFolders(drop, ledgerId, owner, disk);
        this.room = room;
        this.maxSize = maxSize;
        this.progress = progress;
        this.disk = disk;
        this.checkpoints = new Checkpoints(disk);
        this.boot = disk.boot();
    }

    @Override
    public Stored store(Job job, int index, InputStream body, Checkpoint from) throws BrokenOff, Altered {
        refuseAbove(from.total());
        try (Room.Share share = room.share(job, folder(job), from.total(), from.flushed())) {
            folders.create(job);
            try (StagedFile staged = open(job, index, from);
                    Progress.Transfer transfer =
                            progress.begin(job + " result " + index, from.flushed(), from.total())) {
                checkpoints.begin(file(job, index), from.writtenIn(boot));
                return copy(body, staged, from.total(), share, transfer);
            }
        } catch (BrokenOff | Altered e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Stored copy(InputStream body, StagedFile file, long total, Room.Share share, Progress.Transfer transfer)
            throws IOException {
        LongConsumer limit = this::refuseAbove;
        Stored stored = file.copy(body, total, limit.andThen(share::reached), transfer);
        share.whole();
        return stored;
    }

    private StagedFile open(Job job, int index, Checkpoint from) throws IOException {
        Path file = file(job, index);
        // What lies behind the last mark is not what this process wrote.
        StagedFile.Marks marks = (bytes, sha256, last) -> save(job, index, from.at(bytes, sha256), last ? "" : boot);
        if (from.flushed() == 0) {
            return new StagedFile(disk, file, threads, marks);
        }
        Optional<Checkpoint> hashed = checkpoints
                .read(file)
                .filter(known -> known.flushedSha256() != null && known.flushed() <= from.flushed());
        long mark = hashed.map(Checkpoint::flushed).orElse(0L);
        String sha256 = hashed.map(Checkpoint::flushedSha256).orElse("");
        return new StagedFile(disk, file, from.flushed(), mark, sha256, threads, marks);
    }

    private RetryLater unwritable(IOException cause) {
        return new RetryLater("cannot write to " + folders.root() + ": " + RootCause.text(cause), cause);
    }

    private void refuseAbove(long bytes) {
        if (bytes > maxSize) {
            throw new GiveUp("a result is larger than jobdrop.download.max-size (" + maxSize
                    + " bytes); nothing was delivered. Raise the setting, then use jobdrop retry");
        }
    }

    @Override
    public void save(Job job, int index, Checkpoint checkpoint) {
        save(job, index, checkpoint, boot);
    }

    private void save(Job job, int index, Checkpoint checkpoint, String run) {
        try {
            checkpoints.save(file(job, index), checkpoint.writtenIn(run));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public Optional<Checkpoint> checkpoint(Job job, int index) {
        try {
            folders.takeOver(job);
            Path file = file(job, index);
            long there = Files.exists(file) ? Files.size(file) : -1;
            return checkpoints
                    .read(file)
                    .filter(known -> there >= known.flushed())
                    .map(known -> known.sha256() == null ? known.at(known.surely(there, boot)) : known);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} result {}: what an earlier attempt left cannot be read", job, index, e);
            return Optional.empty();
        }
    }

    @Override
    public Optional<Stored> whole(Job job, int index, Checkpoint checkpoint) {
        Path file = file(job, index);
        try {
            String sha256 = Sha256.of(file);
            boolean same = checkpoint.sha256() == null || checkpoint.sha256().equals(sha256);
            return Files.size(file) == checkpoint.total() && same
                    ? Optional.of(new Stored(file, checkpoint.total(), sha256))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} result {}: what an earlier attempt left cannot be read", job, index, e);
            return Optional.empty();
        }
    }

    private Path file(Job job, int index) {
        return folder(job).resolve(Integer.toString(index));
    }

    /** The staging folder of a job's claim. */
    public Path folder(Job job) {
        return folders.of(job);
    }

    /** Creates a new file in the staging folder of a job's claim, for what is published beside its results. */
    public Path create(Job job, String name, byte[] content) throws IOException {
        folders.create(job);
        Path file = folder(job).resolve(name);
        try (FileChannel out = disk.create(file)) {
            disk.write(out, file, ByteBuffer.wrap(content));
            disk.flush(out, file);
        }
        return file;
    }

    /** Stores what was made of a result; {@code how} ends its file's name. The result itself stays for a next attempt. */
    public Stored storeChanged(Job job, int index, String how, InputStream content) throws BrokenOff {
        Path file = folder(job).resolve(index + "." + how);
        try (Room.Share share = room.share(job, folder(job), -1, 0);
                StagedFile staged = new StagedFile(disk, file, threads, (bytes, sha256, last) -> {});
                Progress.Transfer transfer = progress.begin(job + " result " + index + " " + how, -1)) {
            return copy(content, staged, -1, share, transfer);
        } catch (BrokenOff e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public long staged(Job job) {
        Path folder = job.claim() == null ? folders.ofJob(job) : folder(job);
        return disk.sizeOf(folder, entry -> entry.getFileName().toString().matches("\\d+"));
    }

    @Override
    public void discard(Job job, int index) {
        try {
            Path file = file(job, index);
            checkpoints.delete(file);
            disk.delete(file);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void admit(Job job, long total, long there) {
        room.share(job, folder(job), total, there).close();
    }

    @Override
    public void leave(Job job) {
        checkpoints.leave(folder(job));
    }

    @Override
    public void clear(Job job) {
        Path folder = job.claim() == null ? folders.ofJob(job) : folder(job);
        checkpoints.forget(folder);
        folders.delete(folder);
        folders.deleteIfEmpty(job);
    }

    @Override
    public void retainOnly(String feed, Collection<String> ids) {
        folders.takeOverDead();
        folders.retainOnly(feed, ids.stream().map(JobId::fileName).collect(Collectors.toSet()));
    }

    /** Ends the threads; nothing is staged any more. */
    @Override
    public void close() {
        threads.shutdownNow();
        folders.close();
    }
}
