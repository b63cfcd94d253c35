package io.jobdrop.stage;

import java.time.Clock;
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
     */
    public record UnderWay(String what, Instant began, long bytes, long total) {}

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
                .map(transfer -> new UnderWay(transfer.what, transfer.began, transfer.bytes.get(), transfer.total))
                .sorted(Comparator.comparing(UnderWay::began).thenComparing(UnderWay::what))
                .toList();
    }

    private final class Running implements Transfer {
        private final String what;
        private final Instant began;
        private final long total;
        private final Transfer told;
        private final AtomicLong bytes;

        private Running(String what, Instant began, long from, long total, Transfer told) {
            this.what = what;
            this.began = began;
            this.bytes = new AtomicLong(from);
            this.total = total;
            this.told = told;
        }

        @Override
        public void advance(int more) {
            bytes.addAndGet(more);
            told.advance(more);
        }

        @Override
        public void close() {
            running.remove(this);
            told.close();
        }
    }
}
