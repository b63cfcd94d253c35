package io.jobdrop.deliver;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.RootCause;
import io.jobdrop.record.Audits;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.LedgerQueries;
import io.jobdrop.record.Locations;
import io.jobdrop.record.Marks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept, and for how long: rows of the ledger ({@code jobdrop.ledger.keep}), files of inboxes that were read ({@code
 * jobdrop.inbox.keep}) and, only where somebody asks for it, delivered files ({@code jobdrop.drop.keep}). Rows of killed
 * commands go too.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 500;

    private final Settings settings;
    private final LedgerDatabase database;
    private final Marks marks;
    private final LedgerQueries queries;
    private final List<Path> inboxes;
    private final Clock clock;

    /** What is kept of a ledger, of the drop, and of the inboxes of active feeds. */
    public Retention(Configuration configuration, LedgerDatabase database, LedgerQueries queries, Clock clock) {
        this.settings = configuration.settings();
        this.database = database;
        this.marks = new Marks(database, clock);
        this.queries = queries;
        this.inboxes = configuration.feeds().stream()
                .filter(feed -> feed.list().isEmpty())
                .map(configuration::inbox)
                .toList();
        this.clock = clock;
    }

    /**
     * What was removed.
     *
     * @param delivered jobs whose files were deleted
     * @param shrunk rows of jobs that are marks now
     * @param forgotten marks that were deleted
     * @param read files of inboxes
     */
    public record Pruned(int delivered, int shrunk, int forgotten, int read) {
        /** Whether there was nothing to remove. */
        public boolean isNothing() {
            return delivered + shrunk + forgotten + read == 0;
        }

        @Override
        public String toString() {
            return delivered + " jobs' files deleted from the drop, " + shrunk + " rows of the ledger shrunk to marks, "
                    + forgotten + " marks deleted, " + read + " files deleted from inboxes";
        }
    }

    /** Removes what is older than the settings say. What fails is logged, and tried again the next time. */
    public Pruned apply() {
        Audits.forget(database, clock);
        int delivered = before("jobdrop.drop.keep").map(this::deleteDelivered).orElse(0);
        // A row is kept as long as the files that it names: without it, nothing would delete them.
        int shrunk = before("jobdrop.ledger.keep")
                .map(rows -> before("jobdrop.drop.keep").filter(rows::isAfter).orElse(rows))
                .map(marks::shrink)
                .orElse(0);
        int read = before("jobdrop.inbox.keep").map(this::deleteRead).orElse(0);
        return new Pruned(delivered, shrunk, marks.forget(), read);
    }

    /** The same, with a line in the log when there was something. */
    public void run() {
        Pruned pruned = apply();
        if (!pruned.isNothing()) {
            LOG.info("retention: {}", pruned);
        }
    }

    private Optional<Instant> before(String key) {
        String keep = settings.get(key);
        Duration age = keep.isEmpty() ? Duration.ZERO : settings.duration(key);
        return keep.isEmpty() ? Optional.empty() : Optional.of(clock.instant().minus(age));
    }

    private int deleteDelivered(Instant before) {
        int deleted = 0;
        List<LedgerEntry> old = queries.deliveredBefore(before, BATCH);
        while (!old.isEmpty()) {
            for (LedgerEntry job : old) {
                deleteFiles(job);
                // Its files are nobody's to miss any more.
                marks.shrink(job.feed(), job.jobId());
                deleted++;
            }
            old = queries.deliveredBefore(before, BATCH);
        }
        return deleted;
    }

    private void deleteFiles(LedgerEntry job) {
        Path drop = settings.path("jobdrop.drop.dir").toAbsolutePath().normalize();
        DropFolder folder = new DropFolder(drop);
        Stream<String> places =
                Stream.concat(job.files().stream().map(DeliveredFile::location), Stream.ofNullable(job.manifest()));
        places.filter(Objects::nonNull)
                .filter(place -> !Locations.isAddress(place)
                        && Path.of(place).normalize().startsWith(drop))
                .forEach(place -> {
                    try {
                        delete(
                                folder.resolve(drop.relativize(Path.of(place).normalize())
                                        .toString()),
                                drop);
                    } catch (IOException | GiveUp e) {
                        LOG.warn("{} job {}: {} was kept: {}", job.feed(), job.jobId(), place, RootCause.words(e));
                    }
                });
    }

    private static void delete(Path file, Path drop) throws IOException {
        Files.deleteIfExists(file);
        try {
            for (Path parent = file.getParent(); parent != null && !parent.equals(drop); parent = parent.getParent()) {
                Files.deleteIfExists(parent);
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.trace("{} holds more", file.getParent());
        }
    }

    private int deleteRead(Instant before) {
        return inboxes.stream().mapToInt(inbox -> deleteRead(inbox, before)).sum();
    }

    private static int deleteRead(Path inbox, Instant before) {
        try {
            List<Path> files = new ArrayList<>(children(inbox));
            files.removeIf(file -> !file.toString().endsWith(".rejected"));
            files.addAll(children(inbox.resolve(".done")));
            List<Path> old =
                    files.stream().filter(file -> isOlder(file, before)).toList();
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
            return old.size();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} could not be cleaned: {}", inbox, RootCause.words(e));
            return 0;
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> entries = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return entries.toList();
        }
    }

    private static boolean isOlder(Path file, Instant before) {
        try {
            // A file keeps its time when it is moved to .done; the time of the move counts where it is known.
            String time = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? "unix:ctime"
                    : "lastModifiedTime";
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.getAttribute(file, time) instanceof FileTime at
                    && at.toInstant().isBefore(before);
        } catch (IOException e) {
            return false;
        }
    }
}
