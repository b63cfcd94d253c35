package io.jobdrop.stage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for room. The log is told when the first one begins to wait, and {@link #areOver} when none does any more. */
final class Shortages {
    private static final Logger LOG = LoggerFactory.getLogger(Shortages.class);
    private static final int MOST = 10_000;

    /**
     * Something that could not be written for want of room.
     *
     * @param needed so many bytes at least
     * @param shown whether what is free shows that they do not fit; a quota or the number of files does not
     * @param times how often in a row
     * @param measured when somebody last tried, rather than looked at what is free
     * @param expires when it does not count any more, unless it is met again
     */
    record Shortage(String reason, long needed, boolean shown, int times, Instant measured, Instant expires) {}

    private final Clock clock;
    private final LongPredicate fits;
    private final Map<String, Shortage> all = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Shortage> eldest) {
            return size() > MOST;
        }
    };
    private @Nullable String last;
    private boolean told;

    /** {@code fits} says whether so many bytes have room now. */
    Shortages(Clock clock, LongPredicate fits) {
        this.clock = clock;
        this.fits = fits;
    }

    /** Somebody waits. One who only looked at what is free has not tried to write. */
    void add(String who, Shortage shortage) {
        Shortage before = all.put(who, shortage);
        if (before == null || !before.measured().equals(shortage.measured())) {
            last = who;
        }
        if (!told) {
            told = true;
            LOG.warn("{}", shortage.reason());
        }
    }

    @Nullable
    Shortage of(String who) {
        return all.get(who);
    }

    /** Somebody begins who waited. What nothing shows to be over is over when it is written. */
    void begins(String who) {
        Shortage before = all.get(who);
        if (before != null && before.shown()) {
            all.put(
                    who,
                    new Shortage(
                            before.reason(),
                            before.needed(),
                            true,
                            before.times(),
                            before.measured(),
                            clock.instant()));
        }
    }

    /** Somebody has written a whole file. */
    void ended(String who) {
        all.remove(who);
        last = null;
    }

    /** Why the last file could not be written, as long as there is no room for it; empty when one was since. */
    Optional<String> full() {
        return Optional.ofNullable(last).map(all::get).filter(this::isWaiting).map(Shortage::reason);
    }

    /** All that wait, in words for operators; empty when none does. */
    Optional<String> waiting() {
        List<Shortage> waiting = all.values().stream().filter(this::isWaiting).toList();
        String count = waiting.size() == 1 ? "1 file waits" : waiting.size() + " files wait";
        return waiting.stream().findFirst().map(first -> count + " for room: " + first.reason());
    }

    boolean isWaiting(Shortage shortage) {
        return clock.instant().isBefore(shortage.expires()) && !(shortage.shown() && fits.test(shortage.needed()));
    }

    /** Whether somebody tried within a time, so that another try is of no use. */
    boolean isTried(Shortage shortage, Duration within) {
        return clock.instant().isBefore(shortage.measured().plus(within));
    }

    /** Whether none waits any more, for the first time since one did. */
    boolean areOver() {
        boolean over = told && full().isEmpty() && waiting().isEmpty();
        told &= !over;
        return over;
    }
}
