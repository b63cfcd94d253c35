package io.jobdrop.stage;

import io.jobdrop.job.Job;
import io.jobdrop.job.NoRoom;
import io.jobdrop.stage.Shortages.Shortage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room for results where they are staged. A result begins when it fits into what is free, less what is still to come
 * of the results under way, and less a reserve: a hundredth of the file system, at most 64 MB. A result whose length
 * nobody knows ends when it meets that bound. So none takes what another result, or a manifest, needs.
 *
 * <p>A job that has no room is postponed. It asks for nothing before what is free suffices, or half an hour is over.
 */
public final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long MOST_RESERVE = 64L << 20;
    private static final Duration TRUSTED = Duration.ofMinutes(30);
    // Looking at what is free costs nothing; where that shows nothing, each try may cost a whole download.
    private static final Duration LONGEST_TO_LOOK = Duration.ofMinutes(1);
    private static final Duration LONGEST_TO_TRY = Duration.ofMinutes(10);
    // A job that is not tried again in this time does not wait any more.
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final Path folder;
    private final Disk disk;
    private final Clock clock;
    private final IntFunction<Duration> pauses;
    private final Shortages shortages;
    private final Set<Share> shares = new HashSet<>();

    /** The room of the folder {@code jobdrop.drop.dir}; {@code pauses} says how long to wait after so many failures. */
    public Room(Path folder, Disk disk, Clock clock, IntFunction<Duration> pauses) {
        this.folder = folder;
        this.disk = disk;
        this.clock = clock;
        this.pauses = pauses;
        this.shortages = new Shortages(clock, this::fits);
    }

    /**
     * Lets a job begin, unless it is known to have no room.
     *
     * @throws NoRoom when so much as it needed before is not free
     */
    public synchronized void admit(@ExchangeProperty("job") Job job) {
        Shortage before = shortages.of(key(job));
        if (before != null && before.shown() && shortages.isTried(before, TRUSTED) && !fits(before.needed())) {
            throw refused(job, missing("", before.needed()), before.needed(), true, before.measured());
        }
    }

    /**
     * Takes a share of the room for a result, until it is closed.
     *
     * @param staged the folder of all that is staged of the job
     * @param total its length in bytes, or -1
     * @param there how many of them are staged
     * @throws NoRoom when the rest does not fit
     */
    synchronized Share share(Job job, Path staged, long total, long there) {
        Shortage before = shortages.of(key(job));
        long expected = Math.max(0, total - there);
        if (total < 0 && before != null && before.shown() && shortages.isTried(before, TRUSTED)) {
            expected = Math.max(0, before.needed() - disk.sizeOf(staged));
        }
        if (!fits(expected)) {
            long needed = disk.sizeOf(staged) + expected;
            throw refused(job, missing("", needed), needed, true, clock.instant());
        }
        Share share = new Share(job, staged, there + expected, total >= 0, there);
        shares.add(share);
        shortages.begins(key(job));
        return share;
    }

    /** The part of the room that one result has. */
    final class Share implements AutoCloseable {
        private final Job job;
        private final Path staged;
        private final long expected;
        private final boolean known;
        private long taken;
        private long looked;

        private Share(Job job, Path staged, long expected, boolean known, long taken) {
            this.job = job;
            this.staged = staged;
            this.expected = expected;
            this.known = known;
            this.taken = taken;
            this.looked = taken;
        }

        /**
         * So many bytes of it are there, or about to be written.
         *
         * @throws NoRoom when they are more than was expected, and what is left is for others
         */
        void reached(long bytes) {
            synchronized (Room.this) {
                long next = bytes - taken;
                taken = bytes;
                if (!known && bytes > expected && bytes - looked > reserve() / 8) {
                    looked = bytes;
                    if (!fits(next)) {
                        long there = disk.sizeOf(staged);
                        throw refused(job, missing("more than ", there), further(there), true, clock.instant());
                    }
                }
            }
        }

        /** All of it is written. */
        void whole() {
            synchronized (Room.this) {
                shortages.ended(key(job));
            }
        }

        private long left() {
            return Math.max(0, expected - taken);
        }

        @Override
        public void close() {
            synchronized (Room.this) {
                shares.remove(this);
            }
        }
    }

    /**
     * Takes note that a file of a job could not be written for want of room.
     *
     * @param what what happened, in words
     * @param bytes how many are staged of the job, which it gives back
     */
    public synchronized NoRoom failed(Job job, String what, long bytes) {
        // As it will be once they are given back.
        boolean shown = !fits(further(bytes) - bytes);
        String free = text(disk.free(folder)) + " are free in " + folder + " (jobdrop.drop.dir)";
        return refused(job, what + "; " + free, further(bytes), shown, clock.instant());
    }

    /** The same of a file that is no result; what was to be done is tried again soon. */
    public synchronized void failed(String what) {
        Instant now = clock.instant();
        shortages.add(what, new Shortage(what, 0, false, 1, now, now.plus(LONGEST_TO_LOOK)));
    }

    /** What postpones a job for want of room somewhere else than where results are staged. */
    public NoRoom elsewhere(String what) {
        return new NoRoom(
                what + ". Make room; the job then continues by itself, and no attempt is counted",
                clock.instant().plus(pauses.apply(1)));
    }

    // So much that the next try gets further than this one.
    private long further(long bytes) {
        return bytes + Math.max(reserve(), bytes / 8);
    }

    private String missing(String least, long needed) {
        return "there is no room for it: it needs " + least + text(needed) + "; of " + text(disk.free(folder))
                + " that are free in " + folder + " (jobdrop.drop.dir), " + text(keptBack())
                + " are kept for other results and as a reserve";
    }

    private NoRoom refused(Job job, String what, long needed, boolean shown, Instant measured) {
        Shortage before = shortages.of(key(job));
        int times = before == null ? 1 : before.times() + 1;
        Duration longest = shown ? LONGEST_TO_LOOK : LONGEST_TO_TRY;
        Duration pause = pauses.apply(times);
        Instant next = clock.instant().plus(pause.compareTo(longest) > 0 ? longest : pause);
        String reason = what + ". Make room; the job then continues by itself, and no attempt is counted";
        shortages.add(key(job), new Shortage(job + ": " + reason, needed, shown, times, measured, next.plus(GRACE)));
        return new NoRoom(reason, next);
    }

    /** Why the last file could not be written, as long as there is no room for it; empty when one was since. */
    public synchronized Optional<String> full() {
        return shortages.full();
    }

    /** All that wait for room, in words for operators; empty when none does. */
    public synchronized Optional<String> waiting() {
        return shortages.waiting();
    }

    /** Tells the log when there is room again. To be called from time to time. */
    public synchronized void watch() {
        if (shortages.areOver()) {
            LOG.info("there is room again in {} (jobdrop.drop.dir): {} are free", folder, text(disk.free(folder)));
        }
    }

    private boolean fits(long bytes) {
        // A file system that does not tell its length does not tell what is free either.
        return disk.total(folder) == 0 || disk.free(folder) - keptBack() >= bytes;
    }

    private long keptBack() {
        return reserve() + shares.stream().mapToLong(Share::left).sum();
    }

    private long reserve() {
        return Math.min(MOST_RESERVE, disk.total(folder) / 100);
    }

    private static String key(Job job) {
        return job.toString();
    }

    private static String text(long bytes) {
        double megabytes = bytes / (double) (1 << 20);
        return megabytes < 1024
                ? String.format(Locale.ROOT, "%.1f MB", megabytes)
                : String.format(Locale.ROOT, "%.1f GB", megabytes / 1024);
    }
}
