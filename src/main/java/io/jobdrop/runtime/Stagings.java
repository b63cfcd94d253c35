package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.download.CsvJoin;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerQueries;
import io.jobdrop.s3.S3Destination;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.OwnStep;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Room;
import io.jobdrop.stage.Staging;
import io.jobdrop.stage.Unpack;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the results of each feed are staged: in the bucket that they go to, or in a folder. */
final class Stagings implements AutoCloseable {
    private final List<String> feeds;
    private final Set<String> inBucket;
    private final FolderStaging folder;
    private final Disk disk;
    private final @Nullable S3Destination bucket;

    /** The stagings of one process; {@code owner} is its name. */
    Stagings(
            Configuration configuration,
            LedgerDatabase database,
            String owner,
            Clock clock,
            Progress progress,
            Disk disk,
            Room room) {
        Settings settings = configuration.settings();
        feeds = configuration.feeds().stream().map(Feed::name).toList();
        // A bucket stages its results itself, unless something is made of them on this machine first.
        inBucket = configuration.intoBucket().stream()
                .filter(feed -> !feed.needsFiles())
                .map(Feed::name)
                .collect(Collectors.toUnmodifiableSet());
        this.disk = disk;
        folder = new FolderStaging(
                settings.path("jobdrop.drop.dir"),
                database.identity(),
                owner,
                settings.bytes("jobdrop.download.max-size"),
                progress,
                disk,
                room);
        int workers = configuration.intoBucket().size() * settings.count("jobdrop.download.parallel");
        bucket = workers == 0 ? null : new S3Destination(settings, database, clock, progress, workers);
    }

    Staging of(String feed) {
        return bucket != null && inBucket.contains(feed) ? bucket.staging() : folder;
    }

    private List<Staging> all() {
        return bucket == null ? List.of(folder) : List.of(folder, bucket.staging());
    }

    /** Gives the beans that kamelets name. */
    void bindTo(BiConsumer<String, Object> registry) {
        registry.accept("folderStaging", folder);
        registry.accept("ownStep", new OwnStep(folder, disk));
        registry.accept("unpack", new Unpack(folder));
        registry.accept("csvJoin", new CsvJoin(folder));
        if (bucket != null) {
            bucket.bindTo(registry);
        }
    }

    /** Removes what belongs to no job that goes on, such as all in a staging that the feed does not use any more. */
    void retainUnfinished(LedgerQueries ledger) {
        for (String feed : feeds) {
            for (Staging staging : all()) {
                staging.retainOnly(feed, staging.equals(of(feed)) ? ledger.begun(feed) : List.of());
            }
        }
    }

    /** Removes what is left empty; nothing is in flight. */
    void cleanUp() {
        all().forEach(staging -> feeds.forEach(staging::cleanUp));
    }

    @Override
    public void close() {
        folder.close();
        if (bucket != null) {
            bucket.close();
        }
    }
}
