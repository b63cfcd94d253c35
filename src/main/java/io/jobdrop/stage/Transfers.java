package io.jobdrop.stage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The transfers under way in this process; another {@link Progress} is told of them too. */
public final class Transfers implements Progress {
    private final Progress other;
    private final Clock clock;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    public Transfers(Progress other, Clock clock) {
        this.other = other;
        this.clock = clock;
    }

    /**
     * How far a transfer is.
     *
     * @param what as it was named when it began
     * @param bytes how many are there, with those of earlier requests
     * @param total its length in bytes, or -1 when nobody knows
     * @param speed in bytes a second, since it began
     * @param silence how long ago the last byte came
     */
    public record UnderWay(String what, Instant began, long bytes, long total, long speed, Duration silence) {}

    @Override
    public Transfer begin(String what, long expected) {
        return begin(what, 0, expected);
    }

    @Override
    public Transfer begin(String what, long from, long expected) {
        Running transfer = new Running(what, clock.instant(), from, expected, other.begin(what, from, expected));
        running.add(transfer);
        return transfer;
    }

    /** Those under way now, oldest first. */
    public List<UnderWay> underWay() {
        return running.stream()
                .map(Running::underWay)
                .sorted(Comparator.comparing(UnderWay::began).thenComparing(UnderWay::what))
                .toList();
    }

    private final class Running implements Transfer {
        private final String what;
        private final Instant began;
        private final long from;
        private final long total;
        private final Transfer told;
        private final AtomicLong bytes;
        private volatile long lastByteAt;

        private Running(String what, Instant began, long from, long total, Transfer told) {
            this.what = what;
            this.began = began;
            this.bytes = new AtomicLong(from);
            this.from = from;
            this.total = total;
            this.told = told;
            this.lastByteAt = began.toEpochMilli();
        }

        private UnderWay underWay() {
            long now = clock.millis();
            long there = bytes.get();
            long millis = Math.max(1, now - began.toEpochMilli());
            return new UnderWay(
                    what,
                    began,
                    there,
                    total,
                    Math.round((there - from) * 1e3 / millis),
                    Duration.ofMillis(Math.max(0, now - lastByteAt)));
        }

        @Override
        public void advance(int more) {
            bytes.addAndGet(more);
            lastByteAt = clock.millis();
            told.advance(more);
        }

        @Override
        public void close() {
            running.remove(this);
            told.close();
        }
    }
}
